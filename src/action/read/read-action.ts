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
import { type ActionScope, contextFor } from '../session/scope.ts'
import { type AnyQuery, planRead, type ReadRequest } from './plan-read.ts'
import { prepare } from './query-builder.ts'
import { Reading } from './reading.ts'

/** One record was asked for and there are more. */
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

/** Cast, authorize, prepare: what stands before the query, in this order. */
export const requestRead = async (
  scope: ActionScope,
  { info, input, query, privateArguments = {}, signal, where }: ReadCall,
): Promise<{ readonly reading: Reading; readonly request: ReadRequest }> => {
  const cast = castInput(info, input, privateArguments)
  if (cast.errors.length) throw groupErrors(cast.errors)
  const permission = authorizeAction(scope, info, { arguments: cast.arguments })
  const preparations = info.definition.prepare ?? []
  const prepared = preparations.length
    ? await prepare(info.resource, preparations, contextFor(scope, info, cast.arguments, signal))
    : {}
  const request = {
    info,
    arguments: cast.arguments,
    query,
    permission,
    prepared,
    ...(where ? { where } : {}),
  }
  return { reading: new Reading(scope, cast.arguments), request }
}

/** The rows of a plan; a filter that leaves nothing asks nobody. */
export const readRows = async (scope: ActionScope, plan: ReadPlan): Promise<DataRow[]> =>
  leavesNothing(plan.filter) ? [] : scope.connection.read(plan)

/** Reads records: a list, or one record or null where the action is a `get`. */
export const runRead = async (scope: ActionScope, call: ReadCall): Promise<unknown> => {
  const { pagination } = call.info.definition
  if (pagination && pagination.required && call.query.limit === undefined)
    throw new InvalidPageError('limit_required')
  const { reading, request } = await requestRead(scope, call)
  const planned = await reading.planned(() => planRead(reading, request))
  const { get, resource } = call.info
  const plan = get ? { ...planned, limit: Math.min(planned.limit ?? 2, 2) } : planned
  const rows = await readRows(scope, plan)
  if (!get) return rows.map((row) => toRecord(resource, row, plan.loads))
  if (rows.length > 1) throw new MultipleResultsError({ resource: resource.name })
  return rows[0] ? toRecord(resource, rows[0], plan.loads) : null
}
