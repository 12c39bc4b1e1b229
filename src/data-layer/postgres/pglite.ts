import { DefinitionError } from '../../error/definition-error.ts'
import type { DataLayer } from '../data-layer.ts'
import { PostgresLayer } from './layer.ts'
import type { MigrationOptions } from './migrate/migrate.ts'
import { type EmbeddedOptions, PgliteDriver } from './pglite-driver.ts'

export interface PgliteOptions extends EmbeddedOptions, MigrationOptions {}

/**
 * Postgres in this process (PGlite), in memory or in a folder; needs the package `@electric-sql/pglite`, and for vector indexes `@electric-sql/pglite-pgvector`.
 * A folder is open in one process at a time; a second one is told which process has it.
 * There is one connection: a call waits while another chain of calls has a transaction open, and joins a transaction of its own chain.
 *
 * @example
 * const layer = pglite({ dataDir: '.ashlar/data' })
 */
export const pglite = (options: PgliteOptions = {}): DataLayer => {
  if (typeof options !== 'object')
    throw new DefinitionError({ resource: 'pglite(…)', problem: 'it was given no options', fix: "Write pglite({ dataDir: '.ashlar/data' })." })
  return new PostgresLayer(new PgliteDriver(options), options)
}
