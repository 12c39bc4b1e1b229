import { orAborted } from '../../context/until-aborted.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { castField } from '../../type/cast-field.ts'
import { issueText } from '../../type/redact.ts'
import { authorizeAction } from '../authorize/authorize.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { castInput } from '../input/input-shape.ts'
import { transact } from '../write/transact.ts'
import {
  atEnd,
  type Bracket,
  inside,
  notify,
  outside,
  type Pipeline,
  run,
  startingWork,
  step,
  type Work,
} from './pipeline.ts'
import { type ActionScope, contextFor } from './scope.ts'

export interface GenericCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly privateArguments?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
}

/**
 * The value as its declared type has it; what does not fit is the action's fault, not the caller's.
 */
const castReturn = ({ returns, label }: ActionInfo, value: unknown): unknown => {
  if (returns === undefined) {
    if (value === undefined || value === null) return undefined
    throw new AssumptionFailedError(`${label} returned a value but declares none.`, {
      fix: 'Declare `returns`.',
    })
  }
  const result = castField(returns, value)
  if (result.ok) return result.value
  throw new AssumptionFailedError(
    `${label} returned a value that is not what it declares: ${result.issues.map((issue) => [...(issue.path.length ? issue.path : ['it']), issueText(issue)].join(' ')).join('; ')}.`,
  )
}

/** A generic action on its way. */
interface GenericState extends Work {
  readonly call: GenericCall
  readonly arguments: Readonly<Record<string, unknown>>
}

const cast = step('cast', (state: GenericState) => {
  const { info, input, privateArguments } = state.call
  const { errors, arguments: values } = castInput(info, input, privateArguments)
  if (errors.length) throw groupErrors(errors)
  return { ...state, arguments: values }
})

const authorize = step('authorize', (state: GenericState) => {
  const { info } = state.call
  if (!authorizeAction(state.scope, info, { arguments: state.arguments })) return state
  throw new ForbiddenError({
    resource: info.resource.name,
    action: info.name,
    reason: 'a policy needs a record, and a generic action has none',
  })
})

const perform = step('perform', async (state: GenericState) => {
  const { scope, arguments: values } = state
  const { info, signal } = state.call
  const work = info.definition.run as (input: unknown, context: unknown) => unknown
  const ran = (async () => work(values, contextFor(scope, info, values, signal)))()
  const value = await (signal ? orAborted(signal, ran) : ran)
  signal?.throwIfAborted()
  return { ...state, answer: castReturn(info, value) }
})

/** What the action writes is committed by itself, or with the transaction that is open. */
const unbracketed: Bracket = async (scope, work) => ({
  value: await work(scope),
  notifications: [],
})

/**
 * A generic action: its steps, in the order in which they run. A transaction only where it asks for
 * one.
 */
export const generic: Pipeline<GenericState> = {
  steps: [...outside(cast, authorize), ...inside(perform), ...atEnd(notify<GenericState>())],
  begin: ({ call }) => (call.info.definition.transaction ? transact : unbracketed),
}

export const runGeneric = (scope: ActionScope, call: GenericCall): Promise<unknown> =>
  run(generic, { ...startingWork(scope), call, arguments: {} })
