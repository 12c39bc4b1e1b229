export type { DataConnection, DataLayer, SqlConnection } from '../data-layer/data-layer.ts'
export { inserted } from '../data-layer/data-layer.ts'
export { dataLayerFromEnv, type EnvironmentOptions } from '../data-layer/postgres/postgres.ts'
export type { MigrationOptions } from '../data-layer/postgres/migrate/migrate.ts'
export { inWords, isDestructive, type Operation } from '../data-layer/postgres/migrate/operation.ts'
export { migrationPlan } from '../data-layer/postgres/migrate/plan.ts'
export { renderPlan } from '../data-layer/postgres/migrate/render.ts'
export { type Snapshot, snapshotOf } from '../data-layer/postgres/migrate/snapshot.ts'
export { type PgliteOptions, pglite } from '../data-layer/postgres/postgres.ts'
export { type PostgresOptions, postgres } from '../data-layer/postgres/postgres.ts'
export { ConnectionFailedError, type ConnectionFailure } from '../error/connection-failed.ts'
export {
  ConnectionsTakenError,
  MigrationRefusedError,
  TransactionBlockedError,
  TransactionConflictError,
} from '../data-layer/errors.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Dialect } from '../data-layer/postgres/compile/fragment.ts'
export type { ResourceInfo } from '../resource/info.ts'
