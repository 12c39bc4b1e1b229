import type { DataConnection, DataLayer } from '../data-layer/data-layer.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import type { Json } from '../type/type.ts'
import type { CompiledJob } from './compiled-job.ts'

/**
 * "Check whether this record needs this job." Plain JSON, safe to repeat and to lose, since the
 * record's state says what to do.
 */
export interface JobHint {
  readonly job: string
  /** The primary key, each value in its wire form. */
  readonly key: Readonly<Record<string, Json>>
  readonly tenant?: string
}

/** The outcome of one attempt, as far as it concerns the engine. Delays are in milliseconds. */
export type Verdict =
  | { readonly kind: 'finished' }
  /** Try again later. A snooze does not count as an attempt. */
  | { readonly kind: 'again'; readonly delay: number; readonly attempt: number }
  /** The app is closing: another process or a later start does the work. */
  | { readonly kind: 'released' }

/**
 * The user of an engine. It knows the jobs; the engine knows when to run them and how many at a
 * time.
 */
export interface JobHost {
  readonly jobs: readonly { readonly name: string; readonly concurrency: number }[]
  readonly dataLayer: DataLayer
  /**
   * Performs one attempt at a hint. Never rejects: the verdict contains failures, and listeners
   * have received them.
   */
  perform(hint: JobHint, attempt: number, stop: AbortSignal): Promise<Verdict>
  /** Called for a new hint that was not pending before. */
  queued(hint: JobHint): void
  onError(error: unknown, where: string): void
}

/**
 * Runs hints: several at a time, one at a time per record, with a delay before a repetition. A hint
 * that arrives while the same one waits is dropped; if the same one is running, the record is
 * checked once more afterward.
 */
export interface JobEngine {
  readonly name: string
  /** Rejects with `CapabilityMissingError` if the data layer does not support this engine. */
  start(host: JobHost): Promise<void>
  /**
   * Called inside a write's transaction: what it stores is committed or rolled back with the write.
   */
  enqueue(hints: readonly JobHint[], connection: DataConnection): Promise<void>
  /** Called after the commit of the write for which `enqueue` was called. */
  committed(hints: readonly JobHint[]): void
  /** The number of hints that wait, run, or will be repeated. */
  pending(): Promise<number>
  /** Resolves when nothing is pending or the engine has stopped. */
  idle(): Promise<void>
  /** Takes no more hints and waits for running ones, then returns those that take too long. */
  stop(): Promise<void>
}

/** The identity of a hint: equal for the same job, tenant and record. */
export const hintId = ({ job, tenant, key }: JobHint): string =>
  `${job}\n${recordId({ key, ...(tenant === undefined ? {} : { tenant }) })}`

/** The identity of a hint's record within its job. */
export const recordId = ({ tenant, key }: Pick<JobHint, 'tenant' | 'key'>): string =>
  JSON.stringify([tenant ?? null, ...Object.values(key)])

/** The hint for a record: its primary key in wire form. */
export const hintFor = (
  { name, resource }: CompiledJob,
  record: Readonly<Record<string, unknown>>,
  tenant: string | undefined,
): JobHint => {
  const key = Object.fromEntries(
    resource.primaryKey.map((part): [string, Json] => [
      part,
      resource.attributes.get(part)!.type.toJson(record[part]),
    ]),
  )
  return { job: name, key, ...(tenant === undefined ? {} : { tenant }) }
}

/** The primary key in a hint. */
export const keyOfHint = (
  { resource }: CompiledJob,
  { key }: JobHint,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    resource.primaryKey.map((part) => {
      const result = resource.attributes.get(part)!.type.cast(key[part])
      if (!result.ok)
        throw new AssumptionFailedError(
          `A job's hint does not name a ${resource.name}: ${part} ${result.issues[0]?.message ?? 'is wrong'}.`,
        )
      return [part, result.value]
    }),
  )
