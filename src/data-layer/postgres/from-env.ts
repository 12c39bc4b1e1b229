import type { DataLayer } from '../data-layer.ts'
import type { MigrationOptions } from './migrate/migrate.ts'
import { pglite } from './pglite.ts'
import { postgres } from './postgres.ts'

export interface EnvironmentOptions extends MigrationOptions {
  /** Where the data goes when there is no server. Default: `.ashlar/data`. */
  readonly dataDir?: string
}

/** The server that `DATABASE_URL` names, else PGlite in a folder. */
export const dataLayerFromEnv = ({ dataDir = '.ashlar/data', ...options }: EnvironmentOptions = {}): DataLayer => {
  const url = process.env.DATABASE_URL
  return url ? postgres({ url, ...options }) : pglite({ dataDir, ...options })
}
