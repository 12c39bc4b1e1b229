import { type Context, type ContextKey, contextKey } from '../../context/context.ts'
import type { Expr } from '../../expression/node.ts'
import type { LoadNames, Load, Loaded, SortKey } from '../../resource/load.ts'
import type { Refs } from '../../resource/refs.ts'
import type { AttributesOf, Row } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type {
  Action,
  ActionInput,
  ActionKind,
  ActionOutput,
  ActionResource,
  AnyAction,
  FilterInput,
  SortInput,
} from './action.ts'
import type { AppLimits } from '../../text/limits.ts'

/**
 * Keyset paging takes `after`/`before` cursors, offset paging `offset`; `count` asks for the number
 * of all records.
 */
export interface PageRequest {
  readonly limit?: number
  readonly offset?: number
  readonly after?: string
  readonly before?: string
  readonly count?: boolean
}
export interface Page<R> {
  readonly results: readonly R[]
  readonly more: boolean
  readonly limit: number
  readonly count: number | undefined
  /**
   * Cursors of the first and last result; null on an empty page, and where the read has a limit of
   * its own.
   */
  readonly startCursor: string | null
  readonly endCursor: string | null
}

// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any read fits
type ReadAction = Action<'read', any, any, any>

interface Selection<X, L> {
  /** The developer's own filter: trusted. */
  readonly filter?: (refs: Refs<X>) => Expr<boolean>
  readonly sort?: readonly SortKey<X>[]
  /** From a caller: public fields only, authorized along every path. */
  readonly filterInput?: FilterInput
  readonly sortInput?: SortInput
  readonly load?: L & LoadNames<L, X>
}
export interface Query<X, L> extends Selection<X, L> {
  readonly limit?: number
  readonly offset?: number
}
interface CallOptions {
  readonly signal?: AbortSignal
  /** Values of arguments that input cannot set. From code, never from a caller. */
  readonly privateArguments?: Readonly<Record<string, unknown>>
}
export interface RunOptions<X, L> extends Query<X, L>, CallOptions {}
/** The page itself says how many and from where. */
export interface PageOptions<X, L> extends Selection<X, L>, CallOptions {}

/**
 * A read returns records with what was loaded; a write, its record with what was loaded; a generic
 * action, its value.
 */
export type RunOutput<Act, L> = keyof L extends never
  ? ActionOutput<Act>
  : Act extends Action<'read', infer X, infer _, infer O>
    ? O extends readonly unknown[]
      ? Loaded<X, L>[]
      : Loaded<X, L> | null
    : Act extends Action<'action', infer _, infer __, infer O>
      ? O
      : Act extends Action<ActionKind, infer X, infer _, infer __>
        ? Loaded<X, L>
        : never

export type BulkOutcome<R> =
  | { readonly ok: true; readonly record: R }
  | { readonly ok: false; readonly error: unknown }
export interface BulkCallOptions {
  /**
   * How many records are written together. Updates and destroys that return no records write 1,000.
   * Default: 100.
   */
  readonly batchSize?: number
  /**
   * Default true. With false the result counts, and holds the failures only: so no more than a
   * batch is in memory, and each batch commits by itself.
   */
  readonly returnRecords?: boolean
}
export interface BulkResult<R> {
  readonly status: 'success' | 'partial_success' | 'error'
  /**
   * One for each input of a create, in order, or for each record; the failures only where no
   * records are to be given back.
   */
  readonly outcomes: readonly BulkOutcome<R>[]
  readonly succeeded: number
  readonly failed: number
}

type None = {}
type KeyOf<X> = 'id' extends keyof AttributesOf<X>
  ? TypeOf<AttributesOf<X>['id']> | { readonly id: TypeOf<AttributesOf<X>['id']> }
  : Partial<Row<X>>

/**
 * The only door: an actor (null is `anonymous`) and a context in which actions run.
 * Every call is authorized; errors are `AshlarError`s.
 */
export interface Session<Actor = unknown> {
  readonly actor: Actor | null
  readonly tenant: string | undefined
  readonly context: Context
  /** How much one call may ask for in `filterInput`, `sortInput`, and through interfaces. */
  readonly limits: AppLimits
  /** Runs an action. */
  run<Act extends AnyAction, const L extends Load<ActionResource<Act>> = None>(
    action: Act,
    input: ActionInput<Act>,
    options?: RunOptions<ActionResource<Act>, L>,
  ): Promise<RunOutput<Act, L>>
  /** One page of a read action. */
  page<Act extends ReadAction, const L extends Load<ActionResource<Act>> = None>(
    action: Act,
    input: ActionInput<Act>,
    page: PageRequest,
    options?: PageOptions<ActionResource<Act>, L>,
  ): Promise<Page<Loaded<ActionResource<Act>, L>>>
  /** Records through the resource's primary read action. */
  query<X, const L extends Load<X> = None>(
    resource: X,
    query?: Query<X, L>,
  ): Promise<Loaded<X, L>[]>
  /**
   * The record with this key through the primary read action; `not_found` where there is none to
   * see.
   */
  get<X, const L extends Load<X> = None>(
    resource: X,
    key: KeyOf<X>,
    options?: { readonly load?: L & LoadNames<L, X> },
  ): Promise<Loaded<X, L>>
  count<X>(resource: X, query?: Pick<Query<X, None>, 'filter' | 'filterInput'>): Promise<number>
  exists<X>(resource: X, query?: Pick<Query<X, None>, 'filter' | 'filterInput'>): Promise<boolean>
  /** The same records with more loaded, in one query. */
  load<X, const L extends Load<X>>(
    resource: X,
    records: readonly Row<X>[],
    load: L & LoadNames<L, X>,
  ): Promise<Loaded<X, L>[]>
  /**
   * Whether the actor may: what only the data can tell counts as true, unless `input` names a
   * stored record, which is then looked at.
   */
  can<Act extends AnyAction>(action: Act, input?: Partial<ActionInput<Act>>): Promise<boolean>
  /**
   * Many inputs of one create action; each batch in one transaction and one statement. A failing
   * input fails alone.
   */
  bulkCreate<X, I, O>(
    action: Action<'create', X, I, O>,
    inputs: readonly I[],
    options?: BulkCallOptions,
  ): Promise<BulkResult<O>>
  /**
   * One input for every record that a query leaves and the policies allow: all together, or in
   * batches where their records need not be given back.
   */
  bulkUpdate<X, I, O>(
    action: Action<'update', X, I, O>,
    query: Pick<Query<X, None>, 'filter' | 'filterInput'>,
    input: Omit<I, 'id'>,
    options?: BulkCallOptions,
  ): Promise<BulkResult<O>>
  bulkDestroy<X, I, O>(
    action: Action<'destroy', X, I, O>,
    query: Pick<Query<X, None>, 'filter' | 'filterInput'>,
    options?: BulkCallOptions,
  ): Promise<BulkResult<O>>
  /**
   * Several actions that commit or roll back together. Notifications leave after the outermost
   * commit.
   */
  transaction<T>(work: (session: Session<Actor>) => Promise<T>): Promise<T>
  /** The same work as somebody else; null is `anonymous`. */
  as(actor: Actor | null): Session<Actor>
  with<T>(key: ContextKey<T>, value: T): Session<Actor>
}

/**
 * The session in which an action runs: for code that is called far below it, such as a retrieval
 * inside a module.
 */
export const sessionKey = contextKey<Session>('session')
