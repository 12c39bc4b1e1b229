import type { ActionInfo } from '../../action/contract/action-info.ts'
import type { AnyAction } from '../../action/contract/action.ts'
import type { Page, PageRequest, RunOptions, Session } from '../../action/contract/session.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { NotFoundError } from '../../error/not-found.ts'
import type { Json } from '../../type/type.ts'
import { concealPrivate } from './conceal.ts'
import { isListRead, isPaginated } from './controls.ts'
import type { DecodedOptions } from './decode-controls.ts'
import { decodeInput } from './decode-input.ts'
import type { ActionDescription } from './describe-action.ts'
import { encodeOutput, encodeRecord } from './encode-output.ts'
import type { LoadRequest } from './load-request.ts'
import { sortableFields } from './public-fields.ts'

/**
 * Whether the order an action has of itself is made of public fields only. A cursor holds the
 * values of the sort keys, and a forged one compares with them: where the order is private, or made
 * while the action runs, cursors are neither given nor taken unless the caller sorts.
 */
const isOrderPublic = ({
  definition: { sort = [], prepare = [] },
  resource,
}: ActionInfo): boolean => {
  const names = new Set(sortableFields(resource).map(({ name }) => name))
  return (
    prepare.length === 0 &&
    (sort as readonly unknown[]).every(
      (key) => typeof key === 'string' && names.has(key.replace(/^-/, '')),
    )
  )
}

type Values = Readonly<Record<string, unknown>>

/** The session without the types of one action: an interface knows them as data only. */
interface Door {
  run(action: AnyAction, input: Values, options: RunOptions<unknown, unknown>): Promise<unknown>
  page(
    action: AnyAction,
    input: Values,
    page: PageRequest,
    options: RunOptions<unknown, unknown>,
  ): Promise<Page<Values>>
}

export interface RunContext {
  readonly session: Session
  readonly signal?: AbortSignal
}

type Options = RunOptions<unknown, unknown> & { readonly load: LoadRequest }

const runPage = async (
  { action, page }: ActionDescription,
  input: Values,
  decoded: DecodedOptions,
  door: Door,
  options: Options,
): Promise<Json> => {
  const { after, before, count, limit = page.default, offset } = decoded
  const showsOrder = decoded.sortInput?.length ? true : isOrderPublic(action)
  if (!showsOrder && (after ?? before) !== undefined) {
    throw new InvalidArgumentError({
      field: after === undefined ? 'before' : 'after',
      rule: 'control',
      message: `needs a sort: ${action.label} is sorted by private fields. Pass a sort, or page by offset`,
    })
  }
  // The action's own order as a caller's: a cursor holds the values it goes by, and the caller may
  // not see them all.
  const own =
    showsOrder && !decoded.sortInput?.length
      ? ((action.definition.sort ?? []) as readonly string[])
      : []
  const ordered = own.length ? { ...options, sortInput: own } : options
  const cursors = {
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  }
  const result = await door.page(
    action.action,
    input,
    { limit, ...cursors, ...(offset ? { offset } : {}), ...(count === undefined ? {} : { count }) },
    ordered,
  )
  return {
    results: result.results.map((record) => encodeRecord(record, action.resource, options.load)),
    more: result.more,
    limit: result.limit,
    ...(result.count === undefined ? {} : { count: result.count }),
    startCursor: showsOrder ? result.startCursor : null,
    endCursor: showsOrder ? result.endCursor : null,
  }
}

/**
 * Runs an action for a caller outside: JSON in, JSON out, under the session's policies. A list read
 * returns `{ results, more, … }`, a `get` that finds nothing is `not_found`. Throws what the action
 * throws, without private names.
 */
export const runDescribed = async (
  description: ActionDescription,
  json: unknown,
  context: RunContext,
): Promise<Json> => {
  try {
    return await runDecoded(description, json, context)
  } catch (error) {
    throw concealPrivate(description, error)
  }
}

const runDecoded = async (
  description: ActionDescription,
  json: unknown,
  { session, signal }: RunContext,
): Promise<Json> => {
  const { action, page } = description
  const { input, options: decoded } = decodeInput(description, json, session.limits)
  const { filterInput, sortInput, limit = page.default, offset, load = description.load } = decoded
  const options: Options = {
    ...(filterInput ? { filterInput } : {}),
    ...(sortInput ? { sortInput } : {}),
    load,
    ...(signal ? { signal } : {}),
  }
  const door = session as unknown as Door
  if (isPaginated(action)) return runPage(description, input, decoded, door, options)
  const isList = isListRead(action)
  const output = await door.run(
    action.action,
    input,
    isList ? { ...options, limit, ...(offset ? { offset } : {}) } : options,
  )
  if (action.kind === 'read' && output === null)
    throw new NotFoundError({ resource: action.resource.name })
  const encoded = encodeOutput(action, output, load)
  return isList ? { results: encoded } : encoded
}
