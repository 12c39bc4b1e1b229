import { actorKey, type Context, signalKey, tenantKey } from '../../context/context.ts'
import type { Log } from '../../context/log.ts'
import type { DataConnection, DataLayer } from '../../data-layer/data-layer.ts'
import type { Policy } from '../../policy/policy.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { ActionContext } from '../contract/context.ts'
import type { Notification, Notifier } from '../contract/notification.ts'
import { type Session, sessionKey } from '../contract/session.ts'
import { perObject } from '../../text/lazy.ts'
import type { AppLimits } from '../../text/limits.ts'

/** What actions need of an assembled application. */
export interface Runtime {
  readonly dataLayer: DataLayer
  /** All that was opened. */
  readonly resources: ReadonlySet<ResourceInfo>
  readonly notifiers: readonly Notifier[]
  readonly limits: AppLimits
  readonly onError: (error: unknown, where: string) => void
  /** Receives a line for each action, in development only. */
  readonly development: Log | undefined
  /** The policies of a resource; undefined where it declares none and so is open. */
  policiesOf(resource: ResourceInfo): readonly Policy[] | undefined
}

/** In whose name, where and in which transaction actions run. Immutable. */
export interface ActionScope {
  readonly runtime: Runtime
  /** null is `anonymous`. */
  readonly actor: unknown
  readonly tenant: string | undefined
  readonly context: Context
  /** Policies are not asked. */
  readonly system: boolean
  readonly connection: DataConnection
  /** Of the transaction that is open, if one is. */
  readonly outbox: Outbox | undefined
  /** The session of this scope. */
  readonly session: Session
  /** The same with another connection or actor, and a session of its own. */
  derive(
    changes: Partial<Pick<ActionScope, 'actor' | 'context' | 'connection' | 'outbox'>>,
  ): ActionScope
}

const surroundings = perObject((scope: ActionScope): Context => {
  const withActor =
    typeof scope.actor === 'object' && scope.actor !== null
      ? scope.context.with(actorKey, scope.actor)
      : scope.context
  const tenanted = scope.tenant === undefined ? withActor : withActor.with(tenantKey, scope.tenant)
  return tenanted.with(sessionKey, scope.session)
})

/**
 * The scope's context with what code below needs of the session: given to the user's functions, and
 * what modules called plainly inside an action find by `currentContext()`.
 */
export const ambient = (scope: ActionScope, signal?: AbortSignal): Context => {
  const context = surroundings(scope)
  return signal ? context.with(signalKey, signal) : context
}

/** What the user's own functions of an action are given. */
export const contextFor = (
  scope: ActionScope,
  info: ActionInfo,
  values: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): ActionContext => ({
  session: scope.session,
  actor: scope.actor,
  tenant: scope.tenant,
  get context() {
    return ambient(scope, signal)
  },
  action: info.action,
  arguments: values,
  signal,
  connection: scope.connection,
})

/**
 * Notifications of writes that are not committed yet. A transaction inside another has one of its
 * own, which a rollback drops.
 */
export class Outbox {
  readonly #pending: Notification[] = []
  add(...notifications: readonly Notification[]): void {
    for (const notification of notifications) this.#pending.push(notification)
  }
  /** Everything so far, in the order of the writes; empties the outbox. */
  take(): readonly Notification[] {
    return this.#pending.splice(0)
  }
}
