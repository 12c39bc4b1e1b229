import type { Statement } from './statement.ts'

export interface CachedStatement extends Statement {
  /** Set from the second use on: then it is worth preparing. */
  name: string | undefined
  uses: number
}

const most = 1000
const mostNamed = 200

/** Statements by the shape of their plan; the ones longest unused go first. */
export class PlanCache {
  readonly #statements = new Map<string, CachedStatement>()
  /** Of this cache's own: a connection may outlive it and serve another. */
  readonly #prefix = `ashlar_${crypto.randomUUID().slice(0, 8)}`
  #named = 0
  get(key: string, compile: () => Statement): CachedStatement {
    const known = this.#statements.get(key)
    if (known) return this.#use(key, known)
    const made = { ...compile(), name: undefined, uses: 1 }
    this.#statements.set(key, made)
    if (this.#statements.size > most) this.#statements.delete(this.#statements.keys().next().value!)
    return made
  }
  clear(): void {
    this.#statements.clear()
  }
  /** A connection keeps what it has prepared, so only so many get a name. */
  #use(key: string, statement: CachedStatement): CachedStatement {
    statement.uses++
    if (statement.uses === 2 && this.#named < mostNamed) {
      statement.name = `${this.#prefix}_${this.#named}`
      this.#named++
    }
    if (this.#statements.size > most / 2) {
      this.#statements.delete(key)
      this.#statements.set(key, statement)
    }
    return statement
  }
}
