import { actorKey } from '../context/actor-key.ts'
import type { Context } from '../context/context.ts'
import { signalKey } from '../context/signal-key.ts'
import { tenantKey } from '../context/tenant-key.ts'
import type { DataConnection, DataLayer } from '../data-layer/data-layer.ts'
import type { Policy } from '../policy/policy.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { ActionInfo } from './action-info.ts'
import type { ActionContext } from './context.ts'
import type { CallerLimits } from './limits.ts'
import type { Notifier } from './notification.ts'
import type { Outbox } from './outbox.ts'
import type { Session } from './session.ts'
import { sessionKey } from './session-key.ts'

/** What actions need of an assembled application. */
export interface Runtime {
  readonly dataLayer: DataLayer
  /** All that was opened. */
  readonly resources: ReadonlySet<ResourceInfo>
  readonly notifiers: readonly Notifier[]
  readonly limits: CallerLimits
  readonly onError: (error: unknown, where: string) => void
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
  derive(changes: Partial<Pick<ActionScope, 'actor' | 'context' | 'connection' | 'outbox'>>): ActionScope
}

const surround = (scope: ActionScope): Context => {
  const named = typeof scope.actor === 'object' && scope.actor !== null ? scope.context.with(actorKey, scope.actor) : scope.context
  const tenanted = scope.tenant === undefined ? named : named.with(tenantKey, scope.tenant)
  return tenanted.with(sessionKey, scope.session)
}
const surroundings = new WeakMap<ActionScope, Context>()

/** The scope's context with what code below needs of the session: given to the user's functions, and what modules called plainly inside an action find by `currentContext()`. */
export const ambient = (scope: ActionScope, signal?: AbortSignal): Context => {
  const made = surroundings.get(scope) ?? surround(scope)
  surroundings.set(scope, made)
  return signal ? made.with(signalKey, signal) : made
}

/** What the user's own functions of an action are given. */
export const contextFor = (scope: ActionScope, info: ActionInfo, values: Readonly<Record<string, unknown>>, signal?: AbortSignal): ActionContext => ({
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
