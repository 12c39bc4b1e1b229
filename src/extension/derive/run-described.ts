import type { AnyAction } from '../../action/action.ts'
import type { Page, PageRequest, RunOptions, Session } from '../../action/session.ts'
import { NotFound } from '../../error/not-found.ts'
import type { Json } from '../../type/type.ts'
import { isListRead, isPaginated } from './controls.ts'
import { decodeInput } from './decode-input.ts'
import type { ActionDescription } from './describe-action.ts'
import { encodeOutput, encodeRecord } from './encode-output.ts'

type Values = Readonly<Record<string, unknown>>

/** The session without the types of one action: an interface knows them as data only. */
interface Door {
  run(action: AnyAction, input: Values, options: RunOptions<unknown, unknown>): Promise<unknown>
  page(action: AnyAction, input: Values, page: PageRequest, options: RunOptions<unknown, unknown>): Promise<Page<Values>>
}

export interface RunContext {
  readonly session: Session
  readonly signal?: AbortSignal
}

/**
 * Runs an action for a caller outside: JSON in, JSON out, under the session's policies. A list read gives `{ results, more, … }`, a `get` that finds
 * nothing is `not_found`. Throws what the action throws.
 */
export const runDescribed = async (description: ActionDescription, json: unknown, { session, signal }: RunContext): Promise<Json> => {
  const { action, page } = description
  const { input, options: decoded } = decodeInput(description, json)
  const { after, before, count, offset, limit = page.default, load = description.load, ...narrowing } = decoded
  const options = { ...narrowing, load, ...(signal ? { signal } : {}) }
  const door = session as unknown as Door
  if (isPaginated(action)) {
    const request = {
      limit,
      ...(offset ? { offset } : {}),
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
      ...(count === undefined ? {} : { count }),
    }
    const { results, ...rest } = await door.page(action.action, input, request, options)
    return { results: results.map((record) => encodeRecord(record, action.resource, load)), ...pageJson(rest) }
  }
  const isList = isListRead(action)
  const output = await door.run(action.action, input, isList ? { ...options, limit, ...(offset ? { offset } : {}) } : options)
  if (action.kind === 'read' && output === null) throw new NotFound({ resource: action.resource.name })
  const encoded = encodeOutput(action, output, load)
  return isList ? { results: encoded } : encoded
}

const pageJson = ({ more, limit, count, startCursor, endCursor }: Omit<Page<unknown>, 'results'>) => ({
  more,
  limit,
  ...(count === undefined ? {} : { count }),
  startCursor,
  endCursor,
})
