import { canonicalJson } from '../../type/canonical-json.ts'

export type StoredRow = Readonly<Record<string, unknown>>

/** Equal for equal values; undefined where one is null and nulls equal nothing. */
export const keyOf = (row: StoredRow, attributes: readonly string[], nullsDistinct = true): string | undefined => {
  const values = attributes.map((name) => row[name] ?? null)
  return nullsDistinct && values.includes(null) ? undefined : canonicalJson(values)
}

interface Index {
  readonly attributes: readonly string[]
  readonly nullsDistinct: boolean
  readonly keys: Map<string, Set<string>>
}

/** Rows by primary key: the committed ones, or the changes of a transaction over those beneath. */
export class Table {
  readonly #beneath: Table | undefined
  readonly #rows = new Map<string, StoredRow | null>()
  readonly #indexes = new Map<string, Index>()
  constructor(beneath?: Table) {
    this.#beneath = beneath
  }

  get(key: string): StoredRow | undefined {
    const own = this.#rows.get(key)
    return own === undefined ? this.#beneath?.get(key) : (own ?? undefined)
  }
  /** Null removes the row. */
  set(key: string, row: StoredRow | null): void {
    const before = this.#rows.get(key)
    for (const index of this.#indexes.values()) {
      if (before) unlist(index, key, before)
      if (row) enlist(index, key, row)
    }
    if (row === null && !this.#beneath) this.#rows.delete(key)
    else this.#rows.set(key, row)
  }
  *rows(): Generator<StoredRow> {
    for (const [, row] of this.entries()) yield row
  }
  /** The rows with these values, by an index that is built at the first search. */
  find(attributes: readonly string[], value: string, nullsDistinct = true): StoredRow[] {
    return this.keysWith(attributes, value, nullsDistinct).map((key) => this.get(key)!)
  }
  /** Each change with what was there before. */
  *changes(): Generator<{ readonly before: StoredRow | undefined; readonly after: StoredRow | undefined }> {
    for (const [key, row] of this.#rows) yield { before: this.#beneath?.get(key), after: row ?? undefined }
  }
  /** Brings the changes into the table beneath. */
  settle(): void {
    for (const [key, row] of this.#rows) this.#beneath?.set(key, row)
  }

  *entries(): Generator<[string, StoredRow]> {
    for (const [key, row] of this.#beneath?.entries() ?? []) {
      const own = this.#rows.get(key)
      if (own !== null) yield [key, own ?? row]
    }
    for (const [key, row] of this.#rows) if (row && !this.#beneath?.get(key)) yield [key, row]
  }
  keysWith(attributes: readonly string[], value: string, nullsDistinct: boolean): string[] {
    const own = [...(this.#index(attributes, nullsDistinct).keys.get(value) ?? [])]
    const beneath = this.#beneath?.keysWith(attributes, value, nullsDistinct).filter((key) => !this.#rows.has(key))
    return beneath ? [...beneath, ...own] : own
  }
  #index(attributes: readonly string[], nullsDistinct: boolean): Index {
    const name = [nullsDistinct, ...attributes].join('\0')
    const known = this.#indexes.get(name)
    if (known) return known
    const made: Index = { attributes, nullsDistinct, keys: new Map() }
    for (const [key, row] of this.#rows) if (row) enlist(made, key, row)
    this.#indexes.set(name, made)
    return made
  }
}

const enlist = ({ attributes, nullsDistinct, keys }: Index, key: string, row: StoredRow) => {
  const value = keyOf(row, attributes, nullsDistinct)
  if (value === undefined) return
  const listed = keys.get(value)
  if (listed) listed.add(key)
  else keys.set(value, new Set([key]))
}
const unlist = ({ attributes, nullsDistinct, keys }: Index, key: string, row: StoredRow) => {
  const value = keyOf(row, attributes, nullsDistinct)
  if (value !== undefined) keys.get(value)?.delete(key)
}
