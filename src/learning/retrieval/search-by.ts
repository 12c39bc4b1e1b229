import type { Action, ActionInput, ActionResource } from '../../action/contract/action.ts'
import { sessionKey } from '../../action/contract/session.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { Passage, SearchOptions } from '../../module/retrieve.ts'
import type { Load, Loaded } from '../../resource/load.ts'

export interface SearchByOptions<X, L, Input = Readonly<Record<string, unknown>>> {
  /** The action's argument for the query. */
  readonly argument: keyof Input & string
  readonly load?: L
  readonly text: (record: Loaded<X, L>) => string
  /** The source of the passage, as a citation would name it. */
  readonly source: (record: Loaded<X, L>) => string
  /** Default: 1 for the first, 1/2 for the second, and so on. */
  readonly score?: (record: Loaded<X, L>, rank: number) => number
}

/**
 * The `search` of a `retrieve` module as a read action. It runs in the session of the call, under
 * the actor's policies. It never returns a record that the actor may not read. Outside a session,
 * it fails.
 *
 * @example
 * retrieve({ k: 5, search: searchBy(() => Chunk.actions.search, { argument: 'question', text: ({ content }) => content, source: ({ postId }) => postId }) })
 */
export const searchBy =
  <
    // oxlint-disable-next-line typescript/no-explicit-any -- a bound, any list read fits
    Act extends Action<'read', any, any, any[]>,
    const L extends Load<ActionResource<Act>> = Record<never, never>,
  >(
    action: () => Act,
    {
      argument,
      load,
      text,
      source,
      score = (_, rank) => 1 / rank,
    }: SearchByOptions<ActionResource<Act>, L, ActionInput<Act>>,
  ) =>
  async (query: string, { k, context, signal }: SearchOptions): Promise<Passage[]> => {
    const session = context.get(sessionKey)
    if (!session)
      throw new AssumptionFailedError('A search under policies needs a session.', {
        fix: 'Call the module inside an action, or pass { context: session.context }.',
      })
    const options = {
      limit: k,
      ...(load ? { load } : {}),
      ...(signal ? { signal } : {}),
    } as never
    const matches = await session.run(action(), { [argument]: query } as never, options)
    // The action's rows with what `load` names: the general Action type cannot express this query's
    // type.
    const records = matches as unknown as readonly (Loaded<ActionResource<Act>, L> & {
      readonly id?: unknown
    })[]
    return records.map((record, index) => ({
      id: String(record.id ?? index),
      text: text(record),
      source: source(record),
      score: score(record, index + 1),
    }))
  }
