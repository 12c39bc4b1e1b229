import { DefinitionError } from '../../error/definition-error.ts'
import type { DataLayer } from '../data-layer.ts'
import { PostgresLayer } from './layer.ts'
import type { MigrationOptions } from './migrate/migrate.ts'
import { PgDriver, type PgServerOptions } from './pg-driver.ts'
import { type EmbeddedOptions, PgliteDriver } from './pglite-driver.ts'

export interface PostgresOptions extends PgServerOptions, MigrationOptions {}

/**
 * A Postgres server, version 15 or newer, through a pool; needs the package `pg`. Statements with
 * the same shape are prepared once for each connection. `open` rejects with `ConnectionFailed`,
 * which names host and database and no secret, where nobody answers within `connectionTimeout`.
 *
 * @example
 * const layer = postgres({ url: 'postgres://app:secret@localhost:5432/app', max: 20 })
 */
export const postgres = (options: PostgresOptions): DataLayer =>
  new PostgresLayer(new PgDriver(options), options)

export interface PgliteOptions extends EmbeddedOptions, MigrationOptions {}

/**
 * Postgres in this process (PGlite), in memory or in a folder; needs the package
 * `@electric-sql/pglite`, and for vector indexes `@electric-sql/pglite-pgvector`. A folder is open
 * in one process at a time; a second process gets an error that names the owner. There is one
 * connection: a call waits while another chain of calls has a transaction open, and joins a
 * transaction of its own chain.
 *
 * @example
 * const layer = pglite({ dataDir: '.ashlar/data' })
 */
export const pglite = (options: PgliteOptions = {}): DataLayer => {
  if (typeof options !== 'object')
    throw new DefinitionError({
      resource: 'pglite(…)',
      problem: 'it has no options',
      fix: "Write pglite({ dataDir: '.ashlar/data' }).",
    })
  return new PostgresLayer(new PgliteDriver(options), options)
}

export interface EnvironmentOptions extends MigrationOptions {
  /** What the server is opened with: `{ statementTimeout: 5000, prepare: false }`. */
  readonly server?: Omit<PostgresOptions, 'url' | keyof MigrationOptions>
  /** Where the data goes when there is no server. Default: `.ashlar/data`. */
  readonly dataDir?: string
}

/** The server that `DATABASE_URL` names, else PGlite in a folder. */
export const dataLayerFromEnv = ({
  dataDir = '.ashlar/data',
  server,
  ...options
}: EnvironmentOptions = {}): DataLayer => {
  const url = process.env.DATABASE_URL
  return url ? postgres({ url, ...server, ...options }) : pglite({ dataDir, ...options })
}
