import type { DataConnection, DataLayer } from '../data-layer/data-layer.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import type { Json } from '../type/type.ts'
import type { CompiledJob } from './compiled-job.ts'

/** "Look whether this record needs this job": plain JSON, safe to repeat and to lose, since the record's state says what is to do. */
export interface JobHint {
  readonly job: string
  /** The primary key, each value in its wire form. */
  readonly key: Readonly<Record<string, Json>>
  readonly tenant?: string
}

/** What became of one attempt, as far as the engine must act on it. Delays are in milliseconds. */
export type Verdict =
  | { readonly kind: 'finished' }
  /** Try again later; a snooze does not count as an attempt. */
  | { readonly kind: 'again'; readonly delay: number; readonly attempt: number }
  /** The app closes: somebody else, or a later start, does it. */
  | { readonly kind: 'released' }

/** What an engine works for. Knows the jobs; the engine knows when and how many at a time. */
export interface JobHost {
  readonly jobs: readonly { readonly name: string; readonly concurrency: number }[]
  readonly dataLayer: DataLayer
  /** One attempt at a hint. Never rejects: what went wrong is in the verdict, and has been told to whoever listens. */
  perform(hint: JobHint, attempt: number, stop: AbortSignal): Promise<Verdict>
  /** A hint was taken that was not pending before. */
  queued(hint: JobHint): void
  onError(error: unknown, where: string): void
}

/**
 * Runs hints: some at a time, one at a time for each record, delayed when they are to be tried again. A hint that is given while the same one waits is dropped;
 * given while it runs, it is looked at once more afterwards.
 */
export interface JobEngine {
  readonly name: string
  /** Rejects with `CapabilityMissing` where the data layer cannot carry it. */
  start(host: JobHost): Promise<void>
  /** Called inside a write's transaction: what it stores commits or vanishes with the write. */
  enqueue(hints: readonly JobHint[], connection: DataConnection): Promise<void>
  /** Called after the commit of what `enqueue` was called for. */
  committed(hints: readonly JobHint[]): void
  /** Hints that wait, run, or are to be tried again. */
  pending(): Promise<number>
  /** Resolves when nothing is pending, or the engine has stopped. */
  idle(): Promise<void>
  /** Takes no more; what runs is waited for, and handed back where it takes too long. */
  stop(): Promise<void>
}

/** A hint's identity: equal for the same job, tenant and record. */
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

/** The primary key that a hint names. */
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
