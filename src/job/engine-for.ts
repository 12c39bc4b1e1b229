import type { DataLayer } from '../data-layer/data-layer.ts'
import { dbos, type DbosOptions } from './dbos/dbos.ts'
import type { JobEngine } from './engine.ts'
import { inProcess, type InProcessOptions } from './in-process/in-process.ts'

/**
 * The engine that fits a data layer: DBOS if several processes can connect to the database, as on a
 * Postgres server, otherwise in-process.
 */
export const engineFor = (
  dataLayer: DataLayer,
  options: DbosOptions & InProcessOptions = {},
): JobEngine =>
  dataLayer.can('concurrent-connections') && dataLayer.connection.sql
    ? dbos(options)
    : inProcess(options)
