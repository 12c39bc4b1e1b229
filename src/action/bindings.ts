import type { Bindings } from '../expression/bind.ts'
import { clockKey } from '../context/clock-key.ts'
import type { ActionScope } from './scope.ts'

/** What an action's templates stand for. */
export const bindingsOf = ({ actor, tenant, context }: ActionScope, values: Readonly<Record<string, unknown>> = {}): Bindings => {
  const clock = context.get(clockKey)
  return { actor, arguments: values, tenant, ...(clock && clock !== clockKey.default ? { now: clock() } : {}) }
}
