import type { Session } from '../action/contract/session.ts'
import type { Expr } from '../expression/node.ts'
import type { LoadNames, Load, Loaded, SortKey } from '../resource/load.ts'
import type { Refs } from '../resource/refs.ts'
import type { AnyResource } from '../resource/resource.ts'
import { jobLimits } from '../text/limits.ts'

/** What a run of a job receives in addition to the record. */
export interface JobContext {
  /**
   * The system's session, which bypasses policies and is marked in notifications. Use
   * `session.as(actor)` to act as someone.
   */
  readonly session: Session
  /** 1 for the first attempt. */
  readonly attempt: number
  /** Aborts when the time is up or the app must close. Pass it on to everything that waits. */
  readonly signal: AbortSignal
}

export interface JobDefinition<X, L> {
  /** Unique in the app. It names the job's queue, so keep it when code moves. */
  readonly name: string
  /**
   * Selects the records that still need the work. Finished work must make it false: the record's
   * state is the truth, and a job only a hint to check it.
   */
  readonly where: (refs: Refs<X>) => Expr<boolean>
  /**
   * The work, never inside a transaction. Its result is ignored: it saves through actions. May
   * throw `Snooze` and `Cancel`.
   */
  readonly run: (record: Loaded<X, L>, context: JobContext) => unknown
  /** The writes after which a record is checked. Default: both. */
  readonly on?: readonly ('create' | 'update')[]
  /** What `run` needs of the record in addition to its attributes. */
  readonly load?: L & LoadNames<L, X>
  /** The number of attempts before a record counts as failed. Default 5. */
  readonly maxAttempts?: number
  /**
   * The pause after a failed attempt in milliseconds. Default: a second, doubled each time, at most
   * a minute. A longer pause that a provider asks for takes precedence.
   */
  readonly backoff?: (attempt: number) => number
  /** How many runs of this job execute at the same time in one process. Default 2. */
  readonly concurrency?: number
  /** The limit of one attempt in milliseconds. Default: no limit. */
  readonly timeout?: number
  /**
   * The order in which a scan processes records. Default: by primary key. DBOS may use another
   * order.
   */
  readonly sort?: readonly SortKey<X>[]
}

/** A job's settings without the types of its resource and with the defaults filled in. */
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

/** A second, doubled with each attempt, at most a minute. */
export const exponential = (attempt: number): number =>
  Math.min(jobLimits.backoffMs, SECOND * 2 ** (attempt - 1))

type None = {}

/**
 * Declares work on each record for which `where` holds: after a write that makes it hold, and at
 * the start of the app for everything that is still to do. It runs outside any transaction, is
 * repeated when it fails, and saves through actions.
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
    maxAttempts = jobLimits.attempts,
    backoff = exponential,
    concurrency = jobLimits.concurrency,
    timeout,
    sort,
  } = definition
  // The worker reads records of this resource with this load, as the types promise.
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
