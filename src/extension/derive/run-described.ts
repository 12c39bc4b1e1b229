import type { AnyAction } from '../../action/action.ts'
import type { Page, PageRequest, RunOptions, Session } from '../../action/session.ts'
import { InvalidArgument } from '../../error/invalid-argument.ts'
import { NotFound } from '../../error/not-found.ts'
import type { Json } from '../../type/type.ts'
import { concealPrivate } from './conceal.ts'
import { isListRead, isPaginated } from './controls.ts'
import type { DecodedOptions } from './decode-controls.ts'
import { decodeInput } from './decode-input.ts'
import type { ActionDescription } from './describe-action.ts'
import { encodeOutput, encodeRecord } from './encode-output.ts'
import type { LoadRequest } from './load-request.ts'
import { isOrderPublic } from './own-order.ts'

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

type Options = RunOptions<unknown, unknown> & { readonly load: LoadRequest }

const runPage = async ({ action, page }: ActionDescription, input: Values, decoded: DecodedOptions, door: Door, options: Options): Promise<Json> => {
  const { after, before, count, limit = page.default, offset } = decoded
  const showsOrder = decoded.sortInput?.length ? true : isOrderPublic(action)
  if (!showsOrder && (after ?? before) !== undefined) {
    throw new InvalidArgument({
      field: after === undefined ? 'before' : 'after',
      rule: 'control',
      message: `needs a sort: ${action.label} orders by what is not shown. Give one, or page by offset`,
    })
  }
  // The action's own order as a caller's: a cursor holds the values it goes by, and the caller may not see them all.
  const own = showsOrder && !decoded.sortInput?.length ? ((action.definition.sort ?? []) as readonly string[]) : []
  const ordered = own.length ? { ...options, sortInput: own } : options
  const cursors = { ...(after === undefined ? {} : { after }), ...(before === undefined ? {} : { before }) }
  const found = await door.page(action.action, input, { limit, ...cursors, ...(offset ? { offset } : {}), ...(count === undefined ? {} : { count }) }, ordered)
  return {
    results: found.results.map((record) => encodeRecord(record, action.resource, options.load)),
    more: found.more,
    limit: found.limit,
    ...(found.count === undefined ? {} : { count: found.count }),
    startCursor: showsOrder ? found.startCursor : null,
    endCursor: showsOrder ? found.endCursor : null,
  }
}

/**
 * Runs an action for a caller outside: JSON in, JSON out, under the session's policies. A list read gives `{ results, more, … }`, a `get` that finds
 * nothing is `not_found`. Throws what the action throws, without private names.
 */
export const runDescribed = async (description: ActionDescription, json: unknown, context: RunContext): Promise<Json> => {
  try {
    return await runDecoded(description, json, context)
  } catch (error) {
    throw concealPrivate(description, error)
  }
}

const runDecoded = async (description: ActionDescription, json: unknown, { session, signal }: RunContext): Promise<Json> => {
  const { action, page } = description
  const { input, options: decoded } = decodeInput(description, json, session.limits)
  const { filterInput, sortInput, limit = page.default, offset, load = description.load } = decoded
  const options: Options = { ...(filterInput ? { filterInput } : {}), ...(sortInput ? { sortInput } : {}), load, ...(signal ? { signal } : {}) }
  const door = session as unknown as Door
  if (isPaginated(action)) return runPage(description, input, decoded, door, options)
  const isList = isListRead(action)
  const output = await door.run(action.action, input, isList ? { ...options, limit, ...(offset ? { offset } : {}) } : options)
  if (action.kind === 'read' && output === null) throw new NotFound({ resource: action.resource.name })
  const encoded = encodeOutput(action, output, load)
  return isList ? { results: encoded } : encoded
}
