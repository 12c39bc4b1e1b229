import { bind } from '../expression/bind.ts'
import type { Node } from '../expression/node.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { explain } from '../policy/explain.ts'
import type { Later } from '../policy/later.ts'
import { lazyObject } from '../resource/lazy.ts'
import { ForbiddenError } from '../error/forbidden-error.ts'
import { type ActionInfo, primaryRead } from './action-info.ts'
import type { ActionKind } from './action.ts'
import { bindingsOf } from './bindings.ts'
import { rememberedKeys } from './local-keys.ts'
import { rememberedAuthorization } from './remembered-authorization.ts'
import { type ActionScope, ambient } from './scope.ts'

type Values = Readonly<Record<string, unknown>>
export interface AuthorizationRequest {
  readonly arguments?: Values
  /** The attributes a write sets. */
  readonly changing?: Values
  /** Attributes of the record as far as they are known before it is written. */
  readonly known?: Values
  /** Input that may still be given. */
  readonly later?: Later
  /** For the update branch of an upsert. */
  readonly kind?: ActionKind
}
/** What the policies leave of the data: undefined is everything. */
export type Permission = Node | undefined

/** Where the session has a clock of its own, policies go by it too. */
const atTime = (scope: ActionScope, filter: Node): Node => {
  const bindings = bindingsOf(scope)
  return bindings.now ? bind(filter, bindings) : filter
}

/** The actor's permission to run an action, as a condition on the record; throws `ForbiddenError` where there is none whatever the record. */
export const authorizeAction = (scope: ActionScope, info: ActionInfo, request: AuthorizationRequest = {}): Permission => {
  if (scope.system) return undefined
  const policies = scope.runtime.policiesOf(info.resource)
  if (!policies) return undefined
  const { actor, tenant } = scope
  const { arguments: values = {}, changing = {}, kind = info.kind, known, later } = request
  const about = { action: info.name, kind, resource: info.resource.name, of: info.resource, arguments: values, changing }
  const asked = { actor, tenant, context: ambient(scope), ...about, ...(known ? { known } : {}), ...(later ? { later } : {}) }
  const authorization = rememberedAuthorization(policies, asked)
  if (authorization.decision === 'authorized') return undefined
  if (authorization.decision === 'filter') return atTime(scope, rememberedKeys(info.resource, authorization.filter))
  throw new ForbiddenError({
    resource: info.resource.name,
    action: info.name,
    reason: authorization.reason,
    report: lazyObject({ explanation: () => explain(policies, asked) }),
  })
}

/** What the actor may read of a resource through its primary read action. */
export const authorizeRead = (scope: ActionScope, resource: ResourceInfo): Permission => authorizeAction(scope, primaryRead(resource))
