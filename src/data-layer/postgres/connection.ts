import { currentContext, signalKey } from '../../context/context.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type {
  AggregatePlan,
  CreatePlan,
  DataConnection,
  DataRow,
  DestroyPlan,
  ReadPlan,
  SqlConnection,
  StorageWatch,
  UpdatePlan,
} from '../data-layer.ts'
import type { ForeignKey } from '../foreign-key.ts'
import { Serial } from '../serial.ts'
import { assertUsable, assertWanted, type TransactionChain } from '../transaction-chain.ts'
import { Compilation } from './compile/compilation.ts'
import { expressionSql } from './compile/expression.ts'
import type { Dialect } from './compile/fragment.ts'
import type { PlanCache } from './compile/plan-cache.ts'
import { PlanShape } from './compile/plan-shape.ts'
import { aggregateStatement, readStatement } from './compile/read.ts'
import { tellsReadable } from './compile/readable.ts'
import type { Statement } from './compile/statement.ts'
import { createStatement, destroyStatement, updateStatement } from './compile/write.ts'
import type { Driver, SqlResult, SqlSession } from './driver.ts'
import { plainParameter, plainRows } from './plain-rows.ts'
import { statementError, type StatementSubject } from './statement-error.ts'
import type { Statistics } from './statistics.ts'

export interface PostgresState {
  readonly driver: Driver
  readonly chain: TransactionChain<PostgresConnection>
  readonly plans: PlanCache
  /** Where the server does not keep them by itself. */
  readonly statistics: Statistics | undefined
  dialect: Dialect
  resources: readonly ResourceInfo[]
  foreignKeys: readonly ForeignKey[]
  watch: StorageWatch | undefined
}

/** The pool, where each call commits by itself, or one pinned connection inside a transaction. */
export class PostgresConnection implements DataConnection {
  readonly sql: SqlConnection
  readonly #session: SqlSession
  readonly #shared: PostgresState
  readonly #depth: number
  readonly #turns = new Serial()
  #failure: { readonly error: unknown } | undefined
  #over = false
  /** Of the call that began the transaction. */
  readonly #signal: AbortSignal | undefined
  constructor(session: SqlSession, shared: PostgresState, depth: number, signal?: AbortSignal) {
    this.#session = session
    this.#shared = shared
    this.#depth = depth
    this.#signal = signal
    this.sql = { query: (text, parameters = []) => this.#innermost.#plain(text, parameters) }
  }

  read(plan: ReadPlan): Promise<DataRow[]> {
    return this.#innermost.#run(
      new PlanShape().read(plan),
      (compilation) => readStatement(plan, compilation),
      plan.resource,
    )
  }
  async aggregate(plan: AggregatePlan): Promise<DataRow> {
    const [row] = await this.#innermost.#run(
      new PlanShape().aggregate(plan),
      (compilation) => aggregateStatement(plan, compilation),
      plan.resource,
    )
    return row ?? {}
  }
  async create(plan: CreatePlan): Promise<DataRow[]> {
    const { resource, records, upsert } = plan
    if (!records.length) return []
    const set = upsert && {
      ...Object.fromEntries(upsert.fields.map((name) => [name, true])),
      ...upsert.set,
      ...upsert.touch,
    }
    if (set && this.#innermost.#mustBracket(resource, set))
      return this.transaction((inner) => inner.create(plan))
    const alone = set !== undefined && !this.inTransaction
    return this.#innermost.#run(
      new PlanShape().create(plan, alone),
      (compilation) => createStatement(plan, compilation, alone),
      resource,
      true,
    )
  }
  update(plan: UpdatePlan): Promise<DataRow[]> {
    const { resource, set } = plan
    if (this.#innermost.#mustBracket(resource, set))
      return this.transaction((inner) => inner.update(plan))
    const alone = !this.inTransaction
    return this.#innermost.#run(
      new PlanShape().update(plan, alone),
      (compilation) => updateStatement(plan, compilation, alone),
      resource,
      true,
    )
  }
  destroy(plan: DestroyPlan): Promise<DataRow[]> {
    const { resource } = plan
    if (this.#innermost.#mustBracket(resource, {}))
      return this.transaction((inner) => inner.destroy(plan))
    const alone = !this.inTransaction
    return this.#innermost.#run(
      new PlanShape().destroy(plan, alone),
      (compilation) => destroyStatement(plan, compilation, alone),
      resource,
      true,
    )
  }
  transaction<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    const outer = this.#innermost
    return outer.#pinned ? outer.#turns.run(() => outer.#savepoint(work)) : outer.#begin(work)
  }

  get inTransaction(): boolean {
    return this.#innermost.#pinned
  }

  /** Whether this is the connection of a transaction. */
  get #pinned(): boolean {
    return this.#depth > 0
  }
  /** This, or the innermost transaction this call is part of. */
  get #innermost(): PostgresConnection {
    return this.#shared.chain.current ?? this
  }
  /**
   * What cannot be read back must not be committed. Where no condition tells which rows can,
   * reading them does, inside a transaction.
   */
  #mustBracket(resource: ResourceInfo, set: Readonly<Record<string, unknown>>): boolean {
    return !this.#pinned && !tellsReadable(resource, set)
  }
  #begin<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    const { driver } = this.#shared
    const signal = this.#abortSignal
    return driver.pinned(
      (session) => this.#bracket(session, [driver.begin, 'commit', 'rollback'], work, signal),
      signal,
    )
  }
  #savepoint<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    assertUsable(this.#over, this.#failure)
    const name = `s${this.#depth}`
    return this.#bracket(
      this.#session,
      [`savepoint ${name}`, `release savepoint ${name}`, `rollback to savepoint ${name}`],
      work,
      this.#abortSignal,
    )
  }
  async #bracket<T>(
    session: SqlSession,
    [open, keep, undo]: readonly [string, string, string],
    work: (connection: DataConnection) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    await this.#control(session, open)
    const inner = new PostgresConnection(session, this.#shared, this.#depth + 1, signal)
    try {
      const result = await this.#shared.chain.run(inner, work)
      await inner.#turns.run(async () => undefined)
      if (inner.#failure) throw inner.#failure.error
      assertWanted(signal)
      await this.#control(session, keep)
      return result
    } catch (error) {
      await inner.#turns.run(() => this.#undo(session, undo))
      throw error
    } finally {
      inner.#over = true
    }
  }
  /**
   * A server that cannot be reached any more has undone it already; work around a savepoint is then
   * lost too.
   */
  async #undo(session: SqlSession, text: string): Promise<void> {
    try {
      await session.query(text, [])
    } catch (error) {
      if (this.#pinned) this.#failure ??= { error: this.#mapped(error) }
    }
  }

  get #abortSignal(): AbortSignal | undefined {
    return currentContext().get(signalKey) ?? this.#signal
  }
  async #control(session: SqlSession, text: string): Promise<void> {
    try {
      await session.query(text, [])
    } catch (error) {
      throw this.#mapped(error, { uncertain: text === 'commit' })
    }
  }
  /**
   * Inside a transaction statements take turns, so that none slips into a savepoint of another
   * chain of calls.
   */
  #run(
    shape: PlanShape,
    compile: (compilation: Compilation) => Statement,
    resource: ResourceInfo,
    writes = false,
  ): Promise<DataRow[]> {
    const work = async () => {
      const { plans, dialect, statistics } = this.#shared
      if (!writes)
        for (const text of statistics?.refresh() ?? []) await this.#send(text, [], undefined)
      const prepared = plans.get(shape.key, () =>
        compile(new Compilation(dialect, shape, expressionSql)),
      )
      const parameters = prepared.slots.map((slot) => slot.text(shape.values))
      const { rows } = await this.#send(prepared.text, parameters, resource, prepared.name)
      if (writes) statistics?.wrote(resource.table, rows.length)
      return rows.map(prepared.decode)
    }
    return this.#pinned ? this.#turns.run(work) : work()
  }
  #plain(text: string, parameters: readonly unknown[]) {
    const work = async () => {
      const result = await this.#send(text, parameters.map(plainParameter), undefined)
      return { rows: plainRows(result), affected: result.affected }
    }
    return this.#pinned ? this.#turns.run(work) : work()
  }
  async #send(
    text: string,
    parameters: readonly (string | null)[],
    resource: ResourceInfo | undefined,
    name?: string,
  ): Promise<SqlResult> {
    assertUsable(this.#over, this.#failure)
    const signal = this.#abortSignal
    const start = performance.now()
    try {
      const result = await this.#session.query(text, parameters, { name, signal })
      this.#shared.watch?.queried(text, performance.now() - start)
      return result
    } catch (error) {
      if (name !== undefined && !this.#pinned && isForgotten(error))
        return await this.#send(text, parameters, resource)
      const failure = signal?.aborted
        ? signal.reason
        : this.#mapped(error, {
            resource,
            elapsed: performance.now() - start,
            uncertain: !this.#pinned,
          })
      if (this.#pinned) this.#failure = { error: failure }
      throw failure
    }
  }
  #mapped(
    error: unknown,
    about: Pick<StatementSubject, 'resource' | 'elapsed' | 'uncertain'> = {},
  ) {
    const { driver, resources, foreignKeys } = this.#shared
    return statementError(error, {
      ...about,
      resources,
      foreignKeys,
      address: driver.address,
      timeLimit: driver.statementTimeout,
    })
  }
}

/**
 * A prepared statement from before its table changed, or one that is not on this connection any
 * more.
 */
const isForgotten = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['0A000', '26000', '42P05'].includes(String(error.code))
