import type { AggregatePlan, CreatePlan, DataConnection, DataRow, DestroyPlan, ReadPlan, UpdatePlan } from '../data-layer.ts'
import type { ForeignKey } from '../foreign-key.ts'
import { Serial } from '../serial.ts'
import type { TransactionChain } from '../transaction-chain.ts'
import { assertReferences } from './constraints.ts'
import type { Generated } from './generated.ts'
import { aggregate, read } from './read.ts'
import type { Moment } from './record-scope.ts'
import { Tables } from './tables.ts'
import { create, destroy, update } from './write.ts'

export interface Shared {
  readonly chain: TransactionChain<MemoryConnection>
  readonly generated: Generated
  readonly now: () => Date
  readonly keys: readonly ForeignKey[]
}

/** The committed tables, or a transaction's view of them. Writers take turns; readers see what was there when they asked. */
export class MemoryConnection implements DataConnection {
  readonly inTransaction: boolean
  readonly #tables: Tables
  readonly #shared: Shared
  readonly #turns = new Serial()
  constructor(tables: Tables, shared: Shared, inTransaction: boolean) {
    this.#tables = tables
    this.#shared = shared
    this.inTransaction = inTransaction
  }

  async read(plan: ReadPlan): Promise<DataRow[]> {
    return read(plan, this.#innermost.#moment())
  }
  async aggregate(plan: AggregatePlan): Promise<DataRow> {
    return aggregate(plan, this.#innermost.#moment())
  }
  create(plan: CreatePlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, moment => create(plan, moment, this.#shared.generated))
  }
  update(plan: UpdatePlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, moment => update(plan, moment))
  }
  destroy(plan: DestroyPlan): Promise<DataRow[]> {
    return this.#innermost.#write(plan.resource, moment => destroy(plan, moment))
  }
  transaction<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    const outer = this.#innermost
    return outer.#turns.run(async () => {
      const tables = new Tables(outer.#tables)
      const result = await this.#shared.chain.run(new MemoryConnection(tables, this.#shared, true), work)
      tables.settle()
      return result
    })
  }

  /** This, or the innermost transaction this call is part of. */
  get #innermost(): MemoryConnection {
    return this.#shared.chain.current ?? this
  }
  #moment(tables = this.#tables): Moment {
    const time = this.#shared.now()
    return { tables, now: () => new Date(time) }
  }
  /** A statement has all its effects or none. */
  #write(resource: ReadPlan['resource'], work: (moment: Moment) => DataRow[]): Promise<DataRow[]> {
    return this.#turns.run(async () => {
      const tables = new Tables(this.#tables)
      const rows = work(this.#moment(tables))
      assertReferences(resource, tables, this.#shared.keys)
      tables.settle()
      return rows
    })
  }
}
