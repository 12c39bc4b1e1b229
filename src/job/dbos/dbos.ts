import { setTimeout as wait } from 'node:timers/promises'
import type { DataConnection, DataLayer, SqlConnection } from '../../data-layer/data-layer.ts'
import { CapabilityMissingError } from '../../error/capability-missing.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import type { JobEngine, JobHost } from '../engine.ts'
import { countHints, type HintStore, queueName, storeHints } from './queue.ts'
import { Worker } from './worker.ts'

export interface DbosOptions {
  /** The Postgres database of the app's data. Default: the environment's `DATABASE_URL`. */
  readonly databaseUrl?: string
  /** The app's name in DBOS; two apps on one database need two. Default `ashlar`. */
  readonly name?: string
  /** The schema of DBOS's own tables. Default `dbos`. */
  readonly systemSchema?: string
  /** Milliseconds between two looks at the queues. Default 200. */
  readonly pollInterval?: number
  /** Milliseconds that running jobs are waited for when the app closes, before they are aborted and handed back. Default 10 000. */
  readonly grace?: number
  /** Milliseconds that finished hints are kept for whoever wants to look at them. Default: a day. */
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
    problem: 'dbos() is not told where its database is',
    fix: 'Give it `databaseUrl`, or set DATABASE_URL: the database of the app’s data.',
  })
}

const storeOf = ({ name = 'ashlar', systemSchema = 'dbos' }: DbosOptions): HintStore => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(systemSchema))
    throw new DefinitionError({
      path: ['jobs', 'engine', 'systemSchema'],
      problem: `"${systemSchema}" is not a plain schema name`,
      fix: 'Use lower-case letters, digits and "_".',
    })
  if (!/^[\w-]{3,30}$/.test(name))
    throw new DefinitionError({
      path: ['jobs', 'engine', 'name'],
      problem: `"${name}" cannot name an app in DBOS`,
      fix: 'Use 3 to 30 letters, digits, "_" and "-".',
    })
  return { schema: systemSchema, application: name }
}

/** Hints in the app's own database and a worker on them. */
interface Open {
  readonly host: JobHost
  readonly worker: Worker
}

/**
 * Jobs on DBOS, for a Postgres server. A hint is stored by the write's own transaction; any process of the app may take it, one at a time for each record;
 * what a crash interrupts is given back to the queue by another process of the app, within seconds, or at the next start.
 *
 * Needs the package `@dbos-inc/dbos-sdk`, and creates DBOS's tables in its schema. DBOS is one to a process: a second app in the same process cannot use it.
 * Rejects at the start with `CapabilityMissing` on another data layer than a Postgres server.
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
      const { pollInterval = 200, grace = 10_000, keep = 86_400_000 } = options
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
