import type { Statement } from './statement.ts'
import { storageLimits } from '../../../text/limits.ts'

export interface CachedStatement extends Statement {
  /** Set from the second use on: then it is worth preparing. */
  name: string | undefined
  uses: number
}

/** Statements by the shape of their plan; the ones longest unused go first. */
export class PlanCache {
  readonly #statements = new Map<string, CachedStatement>()
  /** Of this cache's own: a connection may outlive it and serve another. */
  readonly #prefix = `ashlar_${crypto.randomUUID().slice(0, 8)}`
  nameCount = 0
  get(key: string, compile: () => Statement): CachedStatement {
    const cached = this.#statements.get(key)
    if (cached) return this.#use(key, cached)
    const statement = { ...compile(), name: undefined, uses: 1 }
    this.#statements.set(key, statement)
    if (this.#statements.size > storageLimits.statements)
      this.#statements.delete(this.#statements.keys().next().value!)
    return statement
  }
  clear(): void {
    this.#statements.clear()
  }
  /** A connection keeps what it has prepared, so only so many get a name. */
  #use(key: string, statement: CachedStatement): CachedStatement {
    statement.uses++
    if (statement.uses === 2 && this.nameCount < storageLimits.preparedStatements) {
      statement.name = `${this.#prefix}_${this.nameCount}`
      this.nameCount++
    }
    if (this.#statements.size > storageLimits.statements / 2) {
      this.#statements.delete(key)
      this.#statements.set(key, statement)
    }
    return statement
  }
}
