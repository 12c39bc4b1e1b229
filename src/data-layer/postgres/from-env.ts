import type { DataLayer } from '../data-layer.ts'
import type { MigrationOptions } from './migrate/migrate.ts'
import { pglite } from './pglite.ts'
import { postgres, type PostgresOptions } from './postgres.ts'

export interface EnvironmentOptions extends MigrationOptions {
  /** What the server is opened with: `{ statementTimeout: 5000, prepare: false }`. */
  readonly server?: Omit<PostgresOptions, 'url' | keyof MigrationOptions>
  /** Where the data goes when there is no server. Default: `.ashlar/data`. */
  readonly dataDir?: string
}

/** The server that `DATABASE_URL` names, else PGlite in a folder. */
export const dataLayerFromEnv = ({ dataDir = '.ashlar/data', server, ...options }: EnvironmentOptions = {}): DataLayer => {
  const url = process.env.DATABASE_URL
  return url ? postgres({ url, ...server, ...options }) : pglite({ dataDir, ...options })
}
