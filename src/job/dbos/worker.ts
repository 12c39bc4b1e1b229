import type { SqlConnection } from '../../data-layer/data-layer.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import type { JobHint, JobHost, Verdict } from '../engine.ts'
import { repeating } from '../repeating.ts'
import { Lease } from './lease.ts'
import { type HintStore, loadSdk, queueName, type Sdk, storeHints, workflowName } from './queue.ts'

const BATCH = 1000

/**
 * Deletes hints that finished this many milliseconds ago. The records say what is left to do, so
 * old hints are not needed.
 */
const pruneHints = async (sdk: Sdk, { application }: HintStore, age: number): Promise<void> => {
  const completedBefore = new Date(Date.now() - age).toISOString()
  for (;;) {
    const finished = await sdk.listWorkflows({
      applicationName: application,
      workflowName,
      completedBefore,
      limit: BATCH,
      loadInput: false,
      loadOutput: false,
    })
    if (finished.length) await sdk.deleteWorkflows(finished.map(({ workflowID }) => workflowID))
    if (finished.length < BATCH) return
  }
}

/** Runs this many at a time; the others wait in order of arrival. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []
  constructor(size: number) {
    this.#free = size
  }
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}

interface WorkerOptions {
  readonly host: JobHost
  readonly sql: SqlConnection
  readonly store: HintStore
  readonly databaseUrl: string
  readonly pollInterval: number
  readonly grace: number
  readonly keep: number
}

/** The interval between two searches for the work of ended processes. */
const SWEEP_INTERVAL = 3_000
const PRUNE_INTERVAL = 3_600_000
/** The time for DBOS to store what was returned to the queue. */
const LAST_WORDS = 5_000

const released = Promise.resolve<Verdict>({ kind: 'released' })

/**
 * Ends transactions that a lost process left open. Set in the URL, since DBOS would set it with a
 * query that collides with the first query of each connection.
 */
const withIdleLimit = (databaseUrl: string): string => {
  const url = new URL(databaseUrl)
  const options = [url.searchParams.get('options'), '-c idle_in_transaction_session_timeout=60000']
  url.searchParams.set('options', options.filter(Boolean).join(' '))
  // Postgres reads a plus sign literally, while a URL means a space.
  url.search = url.search.replaceAll('+', '%20')
  return url.href
}

/** DBOS in this process: takes hints from the queues and performs them. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #halt = new AbortController()
  readonly #lease: Lease
  #upkeep: readonly { stop(): Promise<void> }[] = []
  /** DBOS applies a changed concurrency only a moment after its start. */
  readonly #slots: ReadonlyMap<string, Slots>
  #closing = false
  #sdk: Sdk | undefined
  constructor(options: WorkerOptions) {
    this.#options = options
    this.#slots = new Map(
      options.host.jobs.map(({ name, concurrency }) => [name, new Slots(concurrency)]),
    )
    this.#lease = new Lease(options.databaseUrl, options.store, (error) => this.#report(error))
  }

  async start(): Promise<void> {
    const { host, store, sql, pollInterval } = this.#options
    const sdk = await loadSdk()
    if (sdk.isInitialized())
      throw new DefinitionError({
        path: ['jobs', 'engine'],
        problem: 'DBOS already runs in this process',
        fix: 'Use one dbos() per process, or inProcess().',
      })
    try {
      await this.#lease.take()
      await this.#launch(sdk)
      for (const { name, concurrency } of host.jobs)
        await sdk.registerQueue(queueName(store, name), {
          partitionConcurrency: 1,
          workerConcurrency: concurrency,
          minPollingIntervalMs: pollInterval,
          onConflict: 'always_update',
        })
      await this.#checkSameDatabase(sql)
      await this.#keepUp(sdk)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /**
   * Finds the work of ended processes and deletes old finished hints, now and repeatedly while this
   * runs.
   */
  async #keepUp(sdk: Sdk): Promise<void> {
    const { store, keep } = this.#options
    const sweep = () => this.#lease.sweep()
    const prune = () => pruneHints(sdk, store, keep)
    const report = (error: unknown) => this.#report(error)
    await sweep()
    await prune()
    this.#upkeep = [
      repeating(sweep, SWEEP_INTERVAL, report),
      repeating(prune, PRUNE_INTERVAL, report),
    ]
  }

  async #launch(sdk: Sdk): Promise<void> {
    const { host, store, databaseUrl } = this.#options
    sdk.setConfig({
      name: store.application,
      applicationVersion: store.application,
      executorID: this.#lease.executorId,
      systemDatabaseUrl: withIdleLimit(databaseUrl),
      systemDatabaseSchemaName: store.schema,
      listenQueues: host.jobs.map(({ name }) => queueName(store, name)),
      logger: {
        info: () => {},
        debug: () => {},
        warn: () => {},
        error: (error) => this.#report(error),
      },
    })
    sdk.registerWorkflow((hint: JobHint, attempt: number) => this.#work(hint, attempt), {
      name: workflowName,
    })
    this.#sdk = sdk
    await sdk.launch().catch((cause: unknown) => {
      throw new AssumptionFailedError(
        `DBOS could not start on its tables in the schema "${store.schema}".`,
        {
          fix: 'Allow the database user to create that schema, or create it with npx dbos schema.',
          cause,
        },
      )
    })
  }

  #report(error: unknown): void {
    this.#options.host.onError(error, 'the job engine dbos')
  }

  /** DBOS must find the hints that the app writes through its own connection. */
  async #checkSameDatabase(sql: SqlConnection): Promise<void> {
    const { store, host } = this.#options
    const [job] = host.jobs
    const { rows } = await sql.query(`select to_regclass($1) is not null as present`, [
      `"${store.schema}".queues`,
    ])
    const recorded =
      rows[0]?.present &&
      (!job ||
        (
          await sql.query(`select 1 from "${store.schema}".queues where name = $1`, [
            queueName(store, job.name),
          ])
        ).rows.length > 0)
    if (!recorded)
      throw new AssumptionFailedError(
        'The databaseUrl of dbos() is not the database of the app’s data.',
        { fix: 'Use the same URL for both.' },
      )
  }

  /**
   * One workflow: an attempt and, if it must be repeated, the next hint. After a crash in between,
   * the same hint is repeated.
   */
  async #work(hint: JobHint, attempt: number): Promise<void> {
    const { host, sql, store } = this.#options
    const verdict = await this.#slots
      .get(hint.job)!
      .run(() => (this.#closing ? released : host.perform(hint, attempt, this.#halt.signal)))
    if (verdict.kind === 'again')
      await storeHints(store, sql, [{ hint, attempt: verdict.attempt, delay: verdict.delay }])
    if (verdict.kind === 'released') await storeHints(store, sql, [{ hint, attempt }])
  }

  async stop(): Promise<void> {
    const { grace } = this.#options
    this.#closing = true
    for (const task of this.#upkeep) await task.stop()
    const timer = setTimeout(() => this.#halt.abort(), grace)
    await this.#sdk?.shutdown({ deregister: true, workflowCompletionTimeoutMS: grace + LAST_WORDS })
    clearTimeout(timer)
    this.#halt.abort()
    await this.#lease.release()
  }
}
