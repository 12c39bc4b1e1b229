import { setTimeout as wait } from 'node:timers/promises'
import type { DataConnection, DataLayer, SqlConnection } from '../../data-layer/data-layer.ts'
import { CapabilityMissingError } from '../../error/capability-missing.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import type { JobEngine, JobHost } from '../engine.ts'
import { countHints, type HintStore, queueName, storeHints } from './queue.ts'
import { Worker } from './worker.ts'
import { jobLimits } from '../../text/limits.ts'

export interface DbosOptions {
  /**
   * The URL of the Postgres database with the app's data. Default: the environment's
   * `DATABASE_URL`.
   */
  readonly databaseUrl?: string
  /** The app's name in DBOS. Two apps on one database need different names. Default `ashlar`. */
  readonly name?: string
  /** The schema of DBOS's own tables. Default `dbos`. */
  readonly systemSchema?: string
  /** The interval between two polls of the queues in milliseconds. Default 200. */
  readonly pollInterval?: number
  /**
   * How long closing the app waits for running jobs, in milliseconds, before it aborts them and
   * returns them to the queue. Default 10,000.
   */
  readonly grace?: number
  /** How long finished hints are kept for inspection, in milliseconds. Default: a day. */
  readonly keep?: number
}

const IDLE_POLL = 50

const sqlOf = (
  dataLayer: DataLayer,
  connection: DataConnection = dataLayer.connection,
): SqlConnection => {
  if (connection.sql && dataLayer.can('concurrent-connections')) return connection.sql
  throw new CapabilityMissingError({
    of: `${dataLayer.name} data layer`,
    capability: 'Postgres server',
    neededBy: 'dbos()',
    fix: 'Use inProcess(), or a data layer on a Postgres server.',
  })
}

const databaseUrlOf = (options: DbosOptions): string => {
  const url = options.databaseUrl ?? process.env.DATABASE_URL
  if (url) return url
  throw new DefinitionError({
    path: ['jobs', 'engine'],
    problem: 'dbos() has no database URL',
    fix: 'Pass `databaseUrl`, or set DATABASE_URL, to the database of the app’s data.',
  })
}

const storeOf = ({ name = 'ashlar', systemSchema = 'dbos' }: DbosOptions): HintStore => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(systemSchema))
    throw new DefinitionError({
      path: ['jobs', 'engine', 'systemSchema'],
      problem: `"${systemSchema}" is not a plain schema name`,
      fix: 'Use lowercase letters, digits and "_".',
    })
  if (!/^[\w-]{3,30}$/.test(name))
    throw new DefinitionError({
      path: ['jobs', 'engine', 'name'],
      problem: `"${name}" cannot name an app in DBOS`,
      fix: 'Use 3 to 30 letters, digits, "_" and "-".',
    })
  return { schema: systemSchema, application: name }
}

/** Hints in the app's own database, and a worker that processes them. */
interface Open {
  readonly host: JobHost
  readonly worker: Worker
}

/**
 * Jobs on DBOS, for a Postgres server. The write's own transaction stores a hint. Any process of
 * the app may take it, one at a time per record; after a crash, another process of the app, or the
 * next start, returns the work to the queue within seconds.
 *
 * Requires the package `@dbos-inc/dbos-sdk` and creates DBOS's tables in its schema. DBOS can run
 * only once per process: a second app in the same process cannot use it. Rejects at the start with
 * `CapabilityMissingError` if the data layer is not a Postgres server.
 */
export const dbos = (options: DbosOptions = {}): JobEngine => {
  const store = storeOf(options)
  let open: Open | undefined
  const pending = async ({ host }: Open) =>
    countHints(
      store,
      sqlOf(host.dataLayer),
      host.jobs.map(({ name }) => queueName(store, name)),
    )
  return {
    name: 'dbos',
    start: async (host) => {
      const sql = sqlOf(host.dataLayer)
      const { pollInterval = 200, grace = jobLimits.graceMs, keep = 86_400_000 } = options
      const databaseUrl = databaseUrlOf(options)
      const worker = new Worker({ host, sql, store, databaseUrl, pollInterval, grace, keep })
      await worker.start()
      open = { host, worker }
    },
    enqueue: async (hints, connection) => {
      if (open)
        await storeHints(
          store,
          sqlOf(open.host.dataLayer, connection),
          hints.map((hint) => ({ hint, attempt: 1 })),
        )
    },
    committed: (hints) => {
      for (const hint of hints) open?.host.queued(hint)
    },
    pending: async () => (open ? pending(open) : 0),
    idle: async () => {
      for (;;) {
        const current = open
        if (!current || !(await pending(current))) return
        await wait(IDLE_POLL)
      }
    },
    stop: async () => {
      await open?.worker.stop()
      open = undefined
    },
  }
}
