import type { ResourceInfo } from '../../resource/info.ts'
import type { DataConnection, DataLayer } from '../data-layer.ts'
import { type ForeignKey, foreignKeys } from '../foreign-key.ts'
import { TransactionChain, type WaitOptions } from '../transaction-chain.ts'
import { MemoryConnection, type MemoryState } from './connection.ts'
import { Generated } from './generated.ts'
import { Tables } from './table.ts'

export interface MemoryOptions extends WaitOptions {
  /** What `now` means in expressions and generated times. Default: the machine's clock. */
  readonly now?: () => Date
}

class MemoryLayer implements DataLayer {
  readonly name = 'memory'
  readonly connection: DataConnection
  readonly #tables = new Tables()
  readonly #shared: MemoryState & { keys: readonly ForeignKey[] }
  constructor({ now = () => new Date(), ...wait }: MemoryOptions) {
    this.#shared = {
      chain: new TransactionChain(),
      generated: new Generated(),
      now,
      keys: [],
      ...wait,
    }
    this.connection = new MemoryConnection(this.#tables, this.#shared, false)
  }
  can(capability: string): boolean {
    return capability === 'transactions'
  }
  async open(resources: readonly ResourceInfo[]): Promise<void> {
    this.#shared.keys = foreignKeys(resources)
    this.#tables.open(resources)
  }
  async close(): Promise<void> {}
}

/**
 * Keeps records in this process, for tests and first steps; they are gone when it ends. It behaves
 * as Postgres does: transactions and savepoints undo, a transaction sees its own changes and nobody
 * else's unfinished ones, writers wait for each other; identities and references are kept; nulls
 * are unknown and never equal.
 */
export const memory = (options: MemoryOptions = {}): DataLayer => new MemoryLayer(options)
