import type { DataLayer } from '../../../src/data-layer/data-layer.ts'
import { pglite, postgres } from '../../../src/data-layer/postgres/postgres.ts'
import { dbos } from '../../../src/job/dbos/dbos.ts'
import type { JobEngine } from '../../../src/job/engine.ts'
import { inProcess } from '../../../src/job/in-process/in-process.ts'

// A place is a folder, for PGlite and the in-process engine, or a URL, for a Postgres server and
// DBOS.

const isUrl = (place: string) => place.startsWith('postgres')

export const dataLayerAt = (place: string): DataLayer =>
  isUrl(place) ? postgres({ url: place }) : pglite({ dataDir: place })
export const engineAt = (place: string): JobEngine =>
  isUrl(place) ? dbos({ databaseUrl: place, pollInterval: 20 }) : inProcess()
