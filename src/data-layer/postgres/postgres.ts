import type { DataLayer } from '../data-layer.ts'
import { PostgresLayer } from './layer.ts'
import type { MigrationOptions } from './migrate/migrate.ts'
import { PgDriver, type ServerOptions } from './pg-driver.ts'

export interface PostgresOptions extends ServerOptions, MigrationOptions {}

/**
 * A Postgres server, version 15 or newer, through a pool; needs the package `pg`.
 * Statements with the same shape are prepared once for each connection.
 * `open` rejects with `ConnectionFailed`, which names host and database and no secret, where nobody answers within `connectionTimeout`.
 *
 * @example
 * const layer = postgres({ url: 'postgres://app:secret@localhost:5432/app', max: 20 })
 */
export const postgres = (options: PostgresOptions): DataLayer => new PostgresLayer(new PgDriver(options), options)
