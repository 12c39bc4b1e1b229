import type { DataRow, ReadPlan } from '../../data-layer/data-layer.ts'
import { AshlarError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import type { Node } from '../../expression/node.ts'
import { authorizeAction } from '../authorize/authorize.ts'
import { leavesNothing } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { castInput } from '../input/input-shape.ts'
import { InvalidPageError } from '../page/cursor.ts'
import { toRecord } from '../session/key.ts'
import {
  outside,
  type Pipeline,
  run,
  type StepInPlace,
  startingWork,
  step,
  type Work,
} from '../session/pipeline.ts'
import { type ActionScope, contextFor } from '../session/scope.ts'
import { type AnyQuery, planRead, type ReadRequest, readFilter } from './plan-read.ts'
import { prepare as runPreparations } from './query-builder.ts'
import { Reading } from './reading.ts'

/** A call for one record found several. */
export class MultipleResultsError extends AshlarError {
  static override readonly mark: string = 'ashlar.MultipleResultsError'
  readonly class = 'invalid'
  readonly code = 'multiple_results'
  constructor({ resource }: { readonly resource: string }) {
    super(
      `More than one ${resource} fits where at most one was asked for. Filter by a key or an identity.`,
      { variables: { resource } },
    )
  }
}

/** A call of a read action. */
export interface ReadCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly query: AnyQuery
  readonly privateArguments?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
  readonly where?: Node
}

/** A read on its way. Each step adds what it finds out. */
export interface ReadState extends Work, ReadRequest {
  readonly call: ReadCall
  /** Its planning, from which nothing is asked twice. */
  readonly reading: Reading | undefined
  readonly filter: Node | undefined
  readonly plan: ReadPlan | undefined
  readonly rows: readonly DataRow[]
}

/** A state in which an earlier step has read the input. */
type CastRead = ReadState & { readonly reading: Reading }
/** A state in which earlier steps have put the plan. */
export type PlannedRead<S extends ReadState = ReadState> = S & { readonly plan: ReadPlan }

export const startRead = (scope: ActionScope, call: ReadCall): ReadState => ({
  ...startingWork(scope),
  call,
  info: call.info,
  query: call.query,
  ...(call.where ? { where: call.where } : {}),
  arguments: {},
  permission: undefined,
  prepared: {},
  reading: undefined,
  filter: undefined,
  plan: undefined,
  rows: [],
})

const cast = step('cast', (state: ReadState) => {
  const { info, input, privateArguments = {} } = state.call
  const { errors, arguments: values } = castInput(info, input, privateArguments)
  if (errors.length) throw groupErrors(errors)
  return { ...state, arguments: values, reading: new Reading(state.scope, values) }
})

const authorize = step('authorize', (state: ReadState) => ({
  ...state,
  permission: authorizeAction(state.scope, state.info, { arguments: state.arguments }),
}))

const prepare = step(
  'prepare',
  async (state: ReadState) => {
    const { scope, info, arguments: values, call } = state
    const context = contextFor(scope, info, values, call.signal)
    const prepared = await runPreparations(info.resource, info.definition.prepare ?? [], context)
    return { ...state, prepared }
  },
  ({ info }) => (info.definition.prepare ?? []).length > 0,
)

const narrow = step('narrow', async (state: CastRead) => {
  const { reading } = state
  return { ...state, filter: await reading.planned(() => readFilter(reading, state)) }
})

export const planRows = step('plan', async (state: CastRead) => {
  const { reading } = state
  return { ...state, plan: await reading.planned(() => planRead(reading, state)) }
})

/** The rows of the plan; a filter that leaves nothing asks nobody. */
export const queryRows = step('query', async (state: PlannedRead) => ({
  ...state,
  rows: leavesNothing(state.plan.filter) ? [] : await state.scope.connection.read(state.plan),
}))

const requireLimit = step('require a limit', (state: ReadState) => {
  const { pagination } = state.info.definition
  if (pagination && pagination.required && state.query.limit === undefined)
    throw new InvalidPageError('limit_required')
  return state
})

/** One more than the one that is asked for tells whether there is another. */
const limitToTwo = step(
  'limit to two',
  (state: PlannedRead) => ({
    ...state,
    plan: { ...state.plan, limit: Math.min(state.plan.limit ?? 2, 2) },
  }),
  ({ info }: ReadState) => info.get,
)

const answerWith = (state: PlannedRead): unknown => {
  const { rows, info, plan: planned } = state
  const [first] = rows
  if (!info.get) return rows.map((row) => toRecord(info.resource, row, planned.loads))
  if (rows.length > 1) throw new MultipleResultsError({ resource: info.resource.name })
  return first ? toRecord(info.resource, first, planned.loads) : null
}
const answer = step('answer', (state: PlannedRead) => ({ ...state, answer: answerWith(state) }))

/** What stands before every query, however its records are asked for. */
export const request: readonly StepInPlace<ReadState>[] = [cast, authorize, prepare]

/** What of a resource counts for a query, as a filter. */
export const narrowed: Pipeline<ReadState> = { steps: outside(...request, narrow) }

/** The planned rows of a query. */
export const fetched: Pipeline<ReadState> = { steps: outside(...request, planRows, queryRows) }

/**
 * A read: a list, or one record or null where the action is a `get`. Its steps, in the order in
 * which they run.
 */
export const readPipeline: Pipeline<ReadState> = {
  steps: outside(requireLimit, ...request, planRows, limitToTwo, queryRows, answer),
}

export const runRead = (scope: ActionScope, call: ReadCall): Promise<unknown> =>
  run(readPipeline, startRead(scope, call))
