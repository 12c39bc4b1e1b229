import type { ResourceInfo } from '../../resource/info.ts'
import type {
  Capability,
  DataConnection,
  DataLayer,
  StorageWarning,
  StorageWatch,
} from '../data-layer.ts'
import { foreignKeys } from '../foreign-key.ts'
import { TransactionChain } from '../transaction-chain.ts'
import { PlanCache } from './compile/plan-cache.ts'
import { PostgresConnection, type PostgresState } from './connection.ts'
import type { Driver, SqlSession } from './driver.ts'
import {
  lockMigrations,
  migrateTo,
  type Migration,
  type MigrationOptions,
} from './migrate/migrate.ts'
import { statementError } from './statement-error.ts'
import { Statistics } from './statistics.ts'

/** A data layer over any driver. */
export class PostgresLayer implements DataLayer {
  readonly name: string
  readonly connection: DataConnection
  readonly #driver: Driver
  readonly #options: MigrationOptions
  readonly #shared: PostgresState
  constructor(driver: Driver, options: MigrationOptions) {
    this.name = driver.name
    this.#driver = driver
    this.#options = options
    this.#shared = {
      driver,
      chain: new TransactionChain(),
      plans: new PlanCache(),
      statistics: driver.keepsStatistics ? undefined : new Statistics(),
      dialect: { vector: false, references: new Set() },
      resources: [],
      foreignKeys: [],
      watch: undefined,
    }
    this.connection = new PostgresConnection(driver, this.#shared, 0)
  }
  can(capability: Capability): boolean {
    if (capability === 'vector-index') return this.#shared.dialect.vector
    return capability === 'concurrent-connections' ? this.#driver.concurrent : true
  }
  async open(
    resources: readonly ResourceInfo[],
    warn?: (warning: StorageWarning) => void,
    watch?: StorageWatch,
  ): Promise<void> {
    try {
      await this.#driver.connect()
      this.#shared.watch = watch
      const { warnings, statements } = await this.#driver.pinned((session) =>
        this.#prepare(session, resources),
      )
      if (statements.length) watch?.migrated(statements)
      if (warn) warnings.forEach(warn)
    } catch (error) {
      // What was not opened holds nothing: no folder, no connection.
      await this.#driver.close()
      throw statementError(error, {
        resources: [],
        foreignKeys: [],
        address: this.#driver.address,
        timeLimit: this.#driver.statementTimeout,
      })
    }
  }
  async #prepare(session: SqlSession, resources: readonly ResourceInfo[]): Promise<Migration> {
    const keys = foreignKeys(resources)
    const vectors = resources.some((info) =>
      [...info.attributes.values()].some(({ type }) => type.storage.startsWith('vector(')),
    )
    await session.query(this.#driver.begin, [])
    try {
      await session.query("set local statement_timeout to '0'", [])
      await lockMigrations(session)
      const vector = vectors && (await hasVectors(session))
      this.#shared.plans.clear()
      this.#shared.resources = resources
      this.#shared.foreignKeys = keys
      this.#shared.dialect = {
        vector,
        references:
          this.#options.migrate === 'off'
            ? new Set()
            : new Set(keys.map(({ source, attribute }) => `${source.table}.${attribute.column}`)),
      }
      const migration = await migrateTo(session, resources, this.#shared.dialect, this.#options)
      await session.query('commit', [])
      return migration
    } catch (error) {
      // A connection that is gone has undone it.
      await session.query('rollback', []).catch(() => undefined)
      throw error
    }
  }
  async close(): Promise<void> {
    await this.#driver.close()
  }

  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#driver.listen(channel, hear)
  }
}

/** Brings pgvector in where the server offers it. */
const hasVectors = async (session: SqlSession): Promise<boolean> => {
  const { rows } = await session.query(
    "select installed_version is not null, pg_catalog.has_database_privilege(current_database(), 'CREATE') from pg_available_extensions where name = 'vector'",
    [],
  )
  const [[installed, may] = []] = rows
  if (installed === 't' || may !== 't') return installed === 't'
  await session.query('create extension if not exists vector', [])
  return true
}
