import { withSpan } from '../../context/trace.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { castField } from '../../type/cast-field.ts'
import { issueText } from '../../type/redact.ts'
import { authorizeAction } from '../authorize/authorize.ts'
import { type ActionInfo, openAction } from '../contract/action-info.ts'
import type { AnyAction } from '../contract/action.ts'
import { castInput } from '../input/input-shape.ts'
import type { AnyQuery } from '../read/plan-read.ts'
import { assertQuery } from '../read/query-builder.ts'
import { runRead } from '../read/read-action.ts'
import { runWrite } from '../write/run-write.ts'
import { deliver, transact } from '../write/transact.ts'
import { type ActionScope, ambient, contextFor } from './scope.ts'
import { limited, untilAborted } from './time-limit.ts'

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
    throw new AssumptionFailedError(`${label} gave a value but declares none.`, {
      fix: 'Declare `returns`.',
    })
  }
  const result = castField(returns, value)
  if (result.ok) return result.value
  throw new AssumptionFailedError(
    `${label} gave a value that is not what it declares: ${result.issues.map((found) => [...(found.path.length ? found.path : ['it']), issueText(found)].join(' ')).join('; ')}.`,
  )
}

/** Authorizes, then runs the action's own function; in a transaction only where it asks for one. */
export const runGeneric = async (
  scope: ActionScope,
  { info, input, privateArguments, signal }: GenericCall,
): Promise<unknown> => {
  const cast = castInput(info, input, privateArguments)
  if (cast.errors.length) throw groupErrors(cast.errors)
  if (authorizeAction(scope, info, { arguments: cast.arguments }))
    throw new ForbiddenError({
      resource: info.resource.name,
      action: info.name,
      reason: 'a policy needs a record, and a generic action has none',
    })
  const run = info.definition.run as (input: unknown, context: unknown) => unknown
  const work = async (within: ActionScope) => {
    const ran = (async () =>
      run(cast.arguments, contextFor(within, info, cast.arguments, signal)))()
    const value = await (signal ? untilAborted(signal, ran) : ran)
    signal?.throwIfAborted()
    return castReturn(info, value)
  }
  if (!info.definition.transaction) return work(scope)
  const { value, notifications } = await transact(scope, work)
  await deliver(scope, notifications)
  return value
}

/** The options of a call, whatever the action. */
export interface AnyRunOptions extends AnyQuery {
  readonly signal?: AbortSignal
  readonly privateArguments?: Readonly<Record<string, unknown>>
}

const dispatch = (
  scope: ActionScope,
  info: ActionInfo,
  input: unknown,
  { signal: _signal, privateArguments, ...query }: AnyRunOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> => {
  const call = { info, input, signal, ...(privateArguments ? { privateArguments } : {}) }
  if (info.kind === 'read') return runRead(scope, { ...call, query })
  return info.kind === 'action'
    ? runGeneric(scope, call)
    : runWrite(scope, { ...call, load: query.load })
}

/** Runs work of an action where modules called plainly find its session, inside a span, within its time. */
export const within = <T>(
  scope: ActionScope,
  info: ActionInfo,
  given: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> =>
  limited(info.label, info.definition.timeout, given, (signal) =>
    ambient(scope, signal).run(() =>
      withSpan(
        'ashlar.action',
        {
          attributes: {
            'ashlar.resource': info.resource.name,
            'ashlar.action': info.name,
            'ashlar.kind': info.kind,
          },
        },
        () => work(signal),
      ),
    ),
  )

/** Runs an action for a scope: every way in ends here. */
export const runAction = async (
  scope: ActionScope,
  action: AnyAction,
  input: unknown,
  options: AnyRunOptions = {},
): Promise<unknown> => {
  const info = openAction(scope.runtime, action)
  assertQuery(options, info.label)
  return within(scope, info, options.signal, (signal) =>
    dispatch(scope, info, input, options, signal),
  )
}
