import type { App, Extension } from '../app/app.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { refuseTenant } from '../error/capability-missing.ts'
import { resourceInfo } from '../resource/resource-info.ts'
import type { AnyResource, Row } from '../resource/resource.ts'
import { type CompiledJob, compileJobs } from './compiled-job.ts'
import { engineFor } from './engine-for.ts'
import { hintFor, type JobEngine, type JobHint, type JobHost } from './engine.ts'
import type { JobEvent, JobListener } from './event.ts'
import type { AnyJob, Job } from './job.ts'
import { perform } from './perform.ts'
import { repeating } from './repeating.ts'
import { scan } from './scan.ts'
import { type JobReport, Tally } from './tally.ts'
import { wantedBy } from './wanted.ts'

export interface JobsOptions {
  readonly jobs: readonly AnyJob[]
  /** Default: `engineFor` the app's data layer. */
  readonly engine?: JobEngine
  /**
   * Whether opening the app scans for records that still need work after a crash or a failure.
   * Default true.
   */
  readonly scanOnStart?: boolean
  /** The interval of further scans in milliseconds. Default: no further scans. */
  readonly every?: number
  readonly onEvent?: JobListener
}
export interface JobStats extends JobReport {
  /** Waiting, or to be repeated. On DBOS, this includes what runs in other processes. */
  readonly pending: number
  /** Running in this process. */
  readonly running: number
}

/** An app's background jobs. */
export interface Jobs extends Extension {
  /** Resolves when nothing is left to do, including retries. */
  idle(): Promise<JobReport>
  stats(): Promise<JobStats>
  /** Has a record checked now, outside any transaction. */
  enqueue<X extends AnyResource>(job: Job<X>, record: Row<X>): Promise<void>
  /** Has all records checked that still need work. */
  scan(): Promise<void>
  /** Listens to events until the returned function is called. */
  on(listener: JobListener): () => void
}

/** Jobs of an open app. */
interface Running {
  readonly app: App<unknown>
  readonly engine: JobEngine
  readonly jobs: ReadonlyMap<string, CompiledJob>
}

class JobRunner {
  readonly #options: JobsOptions
  readonly #listeners = new Set<JobListener>()
  readonly #tally = new Tally()
  #running: Running | undefined
  #rescans: { stop(): Promise<void> } | undefined
  constructor(options: JobsOptions) {
    this.#options = options
    if (options.onEvent) this.#listeners.add(options.onEvent)
  }

  get jobs(): Iterable<CompiledJob> {
    return this.#running?.jobs.values() ?? []
  }
  get open(): Running {
    if (this.#running) return this.#running
    throw new AssumptionFailedError('These jobs do not belong to an open app.', {
      fix: 'Pass `jobs({ … })` to the app as an extension, and open the app.',
    })
  }
  get engine(): JobEngine | undefined {
    return this.#running?.engine
  }
  get tally(): Tally {
    return this.#tally
  }

  async start(app: App<unknown>): Promise<void> {
    const { jobs, engine = engineFor(app.dataLayer), scanOnStart = true, every } = this.#options
    const compiled = compileJobs(jobs, app.resources)
    await engine.start(this.#host(app, compiled))
    this.#running = { app, engine, jobs: compiled }
    if (scanOnStart) await this.#firstScan()
    if (every !== undefined)
      this.#rescans = repeating(
        () => this.scan(),
        every,
        (error) => app.onError(error, 'looking for records that still need a job'),
      )
  }

  /** An app that fails to open does not stop its extensions. */
  async #firstScan(): Promise<void> {
    try {
      await this.scan()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    const engine = this.#running?.engine
    await this.#rescans?.stop()
    this.#rescans = undefined
    // Writes while the last jobs end may add hints, too.
    await engine?.stop()
    this.#running = undefined
  }

  async scan(): Promise<void> {
    const { app, engine, jobs } = this.open
    const session = app.system()
    for (const job of jobs.values())
      for await (const hints of scan(job, session)) await this.#give(engine, app, hints)
  }

  async enqueue(job: AnyJob, record: Readonly<Record<string, unknown>>): Promise<void> {
    const { app, engine, jobs } = this.open
    const existing = jobs.get(job.name)
    if (existing?.resource !== resourceInfo(job.resource))
      throw new AssumptionFailedError(`The job "${job.name}" is not one of this app's jobs.`, {
        fix: 'Add it to `jobs({ jobs: […] })`.',
      })
    await this.#give(engine, app, [hintFor(existing, record, undefined)])
  }

  listen(listener: JobListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async #give(engine: JobEngine, app: App<unknown>, hints: readonly JobHint[]): Promise<void> {
    await engine.enqueue(hints, app.dataLayer.connection)
    engine.committed(hints)
  }

  #host(app: App<unknown>, jobs: ReadonlyMap<string, CompiledJob>): JobHost {
    const tell = (event: JobEvent) => this.#tell(event, app)
    return {
      jobs: [...jobs.values()].map(({ name, settings }) => ({
        name,
        concurrency: settings.concurrency,
      })),
      dataLayer: app.dataLayer,
      onError: app.onError,
      queued: ({ job, key, tenant }) => tell({ type: 'queued', job, key, tenant }),
      perform: (hint, attempt, stop) =>
        perform({ app, job: jobs.get(hint.job)!, hint, attempt, stop, tell }),
    }
  }

  #tell(event: JobEvent, app: App<unknown>): void {
    this.#tally.count(event)
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        app.onError(error, `a listener to jobs, at "${event.type}"`)
      }
    }
  }
}

/**
 * Background jobs as an extension of an app. Each write that leaves a record in need of a job
 * stores a hint inside its own transaction, so a rolled-back write leaves none. Opening the app
 * scans for everything that is still to do.
 *
 * @example
 * const background = jobs({ jobs: [summarize] })
 * const app = await blog.open({ resources: [Author, Post], dataLayer, extensions: [background] })
 * const { done, failed } = await background.idle()
 */
export const jobs = (options: JobsOptions): Jobs => {
  refuseTenant(options, 'jobs(…)')
  const runner = new JobRunner(options)
  return {
    name: 'jobs',
    start: (app) => runner.start(app),
    stop: () => runner.stop(),
    withinTransaction: async (notification, connection) => {
      const hints = wantedBy(runner.jobs, notification)
      if (hints.length) await runner.engine?.enqueue(hints, connection)
    },
    notify: (notification) => runner.engine?.committed(wantedBy(runner.jobs, notification)),
    idle: async () => {
      await runner.engine?.idle()
      return runner.tally.report
    },
    stats: async () => {
      const all = (await runner.engine?.pending()) ?? 0
      const { report, running } = runner.tally
      return { ...report, running, pending: Math.max(0, all - running) }
    },
    enqueue: (job, record) => runner.enqueue(job, record as Readonly<Record<string, unknown>>),
    scan: () => runner.scan(),
    on: (listener) => runner.listen(listener),
  }
}
