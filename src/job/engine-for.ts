import type { DataLayer } from '../data-layer/data-layer.ts'
import { dbos, type DbosOptions } from './dbos/dbos.ts'
import type { JobEngine } from './engine.ts'
import { inProcess, type InProcessOptions } from './in-process/in-process.ts'

/** The engine that fits a data layer: DBOS where others can connect to the same database, as to a Postgres server, else in-process. */
export const engineFor = (
  dataLayer: DataLayer,
  options: DbosOptions & InProcessOptions = {},
): JobEngine =>
  dataLayer.can('concurrent-connections') && dataLayer.connection.sql
    ? dbos(options)
    : inProcess(options)
