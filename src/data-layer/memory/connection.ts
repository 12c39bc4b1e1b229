import { currentContext, signalKey } from '../../context/context.ts'
import type {
  AggregatePlan,
  CreatePlan,
  DataConnection,
  DataRow,
  DestroyPlan,
  ReadPlan,
  UpdatePlan,
} from '../data-layer.ts'
import type { ForeignKey } from '../foreign-key.ts'
import type { Serial } from '../serial.ts'
import {
  assertUsable,
  assertWanted,
  connectionTurns,
  type TransactionChain,
  type WaitOptions,
} from '../transaction-chain.ts'
import { assertReferences } from './constraints.ts'
import type { Generated } from './generated.ts'
import { aggregate, readRows } from './read.ts'
import type { Moment } from './record-scope.ts'
import { Tables } from './table.ts'
import { createRows, destroyRows, updateRows } from './write.ts'

export interface MemoryState extends WaitOptions {
  readonly chain: TransactionChain<MemoryConnection>
  readonly generated: Generated
  readonly now: () => Date
  readonly keys: readonly ForeignKey[]
}

/**
 * The committed tables, or a transaction's view of them. Writers take turns; readers see what was
 * there when they asked.
 */
export class MemoryConnection implements DataConnection {
  readonly #pinned: boolean
  readonly #tables: Tables
  readonly #shared: MemoryState
  readonly #turns: Serial
  #failure: { readonly error: unknown } | undefined
  #over = false
  constructor(tables: Tables, shared: MemoryState, pinned: boolean) {
    this.#turns = connectionTurns(shared)
    this.#tables = tables
    this.#shared = shared
    this.#pinned = pinned
  }

  async read(plan: ReadPlan): Promise<DataRow[]> {
    return this.#innermost.#look((moment) => readRows(plan, moment))
  }
  async aggregate(plan: AggregatePlan): Promise<DataRow> {
    return this.#innermost.#look((moment) => aggregate(plan, moment))
  }
  create(plan: CreatePlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, (moment) =>
      createRows(plan, moment, this.#shared.generated),
    )
  }
  update(plan: UpdatePlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, (moment) => updateRows(plan, moment))
  }
  destroy(plan: DestroyPlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, (moment) => destroyRows(plan, moment))
  }
  transaction<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    const outer = this.#innermost
    const signal = currentContext().get(signalKey)
    return outer.#turns.run(async () => {
      assertUsable(outer.#over, outer.#failure)
      const tables = new Tables(outer.#tables)
      const inner = new MemoryConnection(tables, this.#shared, true)
      try {
        const result = await this.#shared.chain.run(inner, work)
        await inner.#turns.run(async () => undefined)
        if (inner.#failure) throw inner.#failure.error
        assertWanted(signal)
        tables.settle()
        return result
      } finally {
        inner.#over = true
      }
    })
  }

  get inTransaction(): boolean {
    return this.#innermost.#pinned
  }

  /** This, or the innermost transaction this call is part of. */
  get #innermost(): MemoryConnection {
    return this.#shared.chain.current ?? this
  }
  #moment(): Moment {
    const time = this.#shared.now()
    return { tables: this.#tables, now: () => new Date(time) }
  }
  /** A statement has all its effects or none. */
  #write(resource: ReadPlan['resource'], work: (moment: Moment) => DataRow[]): Promise<DataRow[]> {
    return this.#turns.run(async () =>
      this.#look(({ now }) => {
        const tables = new Tables(this.#tables)
        const rows = work({ tables, now })
        assertReferences(resource, tables, this.#shared.keys)
        tables.settle()
        return rows
      }),
    )
  }
  #look<T>(work: (moment: Moment) => T): T {
    assertUsable(this.#over, this.#failure)
    try {
      return work(this.#moment())
    } catch (error) {
      if (this.#pinned) this.#failure = { error }
      throw error
    }
  }
}
