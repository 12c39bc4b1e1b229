import { AssumptionFailed } from '../error/assumption-failed.ts'
import { groupErrors } from '../error/error-group.ts'
import { castField } from '../type/cast-field.ts'
import { issueText } from '../type/redact.ts'
import type { ActionInfo } from './action-info.ts'
import { authorizeAction } from './authorize.ts'
import { ForbiddenError } from '../error/forbidden-error.ts'
import { castInput } from './input-shape.ts'
import { type ActionScope, contextFor } from './scope.ts'
import { untilAborted } from './time-limit.ts'
import { deliver, transact } from './write/transact.ts'

export interface GenericCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly privateArguments?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
}

/** The value as its declared type has it; what does not fit is the action's fault, not the caller's. */
const castReturn = ({ returns, label }: ActionInfo, value: unknown): unknown => {
  if (returns === undefined) {
    if (value === undefined || value === null) return undefined
    throw new AssumptionFailed(`${label} gave a value but declares none.`, { fix: 'Declare `returns`.' })
  }
  const result = castField(returns, value)
  if (result.ok) return result.value
  throw new AssumptionFailed(
    `${label} gave a value that is not what it declares: ${result.issues.map((found) => [...(found.path.length ? found.path : ['it']), issueText(found)].join(' ')).join('; ')}.`,
  )
}

/** Authorizes, then runs the action's own function; in a transaction only where it asks for one. */
export const runGeneric = async (scope: ActionScope, { info, input, privateArguments, signal }: GenericCall): Promise<unknown> => {
  const cast = castInput(info, input, privateArguments)
  if (cast.errors.length) throw groupErrors(cast.errors)
  if (authorizeAction(scope, info, { arguments: cast.arguments }))
    throw new ForbiddenError({ resource: info.resource.name, action: info.name, reason: 'a policy needs a record, and a generic action has none' })
  const run = info.definition.run as (input: unknown, context: unknown) => unknown
  const work = async (within: ActionScope) => {
    const ran = (async () => run(cast.arguments, contextFor(within, info, cast.arguments, signal)))()
    const value = await (signal ? untilAborted(signal, ran) : ran)
    signal?.throwIfAborted()
    return castReturn(info, value)
  }
  if (!info.definition.transaction) return work(scope)
  const { value, notifications } = await transact(scope, work)
  await deliver(scope, notifications)
  return value
}
