import type { Session } from '../action/contract/session.ts'
import type { Expr } from '../expression/node.ts'
import type { Known, Load, Loaded, SortKey } from '../resource/load.ts'
import type { Refs } from '../resource/refs.ts'
import type { AnyResource } from '../resource/resource.ts'

/** What a run of a job is given beside the record. */
export interface JobContext {
  /** The system's session: bypasses policies and says so in notifications. `session.as(actor)` works as somebody. */
  readonly session: Session
  /** 1 for the first try. */
  readonly attempt: number
  /** Aborts when the time is up or the app must close; pass it on to whatever waits. */
  readonly signal: AbortSignal
}

export interface JobDefinition<X, L> {
  /** Unique in the app; it names the job's queue, so keep it when code moves. */
  readonly name: string
  /** Which records still need the work. Done work must make it false: the record's state is the truth, a job only a hint to look at it. */
  readonly where: (refs: Refs<X>) => Expr<boolean>
  /** The work, never inside a transaction; what it gives back is not kept, it saves through actions. May throw `Snooze` and `Cancel`. */
  readonly run: (record: Loaded<X, L>, context: JobContext) => unknown
  /** After which writes a record is looked at. Default: both. */
  readonly on?: readonly ('create' | 'update')[]
  /** What `run` needs of the record beyond its attributes. */
  readonly load?: L & Known<L, X>
  /** Tries before a record counts as failed. Default 5. */
  readonly maxAttempts?: number
  /** Milliseconds to wait after a failed attempt. Default: a second, doubled each time, at most a minute. What a provider asks for goes first where it is longer. */
  readonly backoff?: (attempt: number) => number
  /** How many of this job run at a time in one process. Default 2. */
  readonly concurrency?: number
  /** Milliseconds one attempt may take. Default: none. */
  readonly timeout?: number
  /** In which order a scan hands out records. Default: by primary key. A hint: DBOS draws from its queue in an order of its own. */
  readonly sort?: readonly SortKey<X>[]
}

/** A job's settings with the types of its resource gone and the defaults filled in. */
export interface JobSettings {
  readonly where: (refs: never) => Expr<boolean>
  readonly run: (record: never, context: JobContext) => unknown
  readonly on: readonly ('create' | 'update')[]
  readonly load: Readonly<Record<string, unknown>>
  readonly maxAttempts: number
  readonly backoff: (attempt: number) => number
  readonly concurrency: number
  readonly timeout: number | undefined
  readonly sort: readonly unknown[] | undefined
}

/** Declared background work on the records of a resource. */
export interface Job<X> {
  readonly name: string
  readonly resource: X
  readonly settings: JobSettings
}
export type AnyJob = Job<AnyResource>

const SECOND = 1000
const LONGEST = 60 * SECOND

/** A second, doubled with each attempt, at most a minute. */
export const exponential = (attempt: number): number =>
  Math.min(LONGEST, SECOND * 2 ** (attempt - 1))

type None = {}

/**
 * Declares work that is done on each record for which `where` holds: after a write that leaves it so, and at the start of the app for
 * whatever is still undone. It runs outside any transaction, is tried again when it fails, and saves through actions.
 *
 * @example
 * export const summarize = job(Post, {
 *   name: 'summarize',
 *   where: ({ summary }) => isNull(summary),
 *   run: async (post, { session }) => {
 *     const { summary } = await summarizer({ content: post.content }, { context: session.context })
 *     await session.run(Post.actions.saveSummary, { id: post.id, summary })
 *   },
 * })
 */
export const job = <X extends AnyResource, const L extends Load<X> = None>(
  resource: X,
  definition: JobDefinition<X, L>,
): Job<X> => {
  const {
    name,
    where,
    run,
    on = ['create', 'update'],
    load = {},
    maxAttempts = 5,
    backoff = exponential,
    concurrency = 2,
    timeout,
    sort,
  } = definition
  // The worker reads records of this very resource with this load, which is what the types said.
  return Object.freeze({
    name,
    resource,
    settings: Object.freeze({
      where,
      run: run as never,
      on,
      load,
      maxAttempts,
      backoff,
      concurrency,
      timeout,
      sort,
    }),
  })
}
