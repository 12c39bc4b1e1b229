import type { ResourceInfo } from '../../resource/info.ts'
import { canonicalJson } from '../../text/canonical-json.ts'

export type StoredRow = Readonly<Record<string, unknown>>

/** Equal for equal values; undefined where one is null and nulls equal nothing. */
export const rowKey = (
  row: StoredRow,
  attributes: readonly string[],
  nullsDistinct = true,
): string | undefined => {
  const values = attributes.map((name) => row[name] ?? null)
  return nullsDistinct && values.includes(null) ? undefined : canonicalJson(values)
}

/** What a row is found by, under a name of its own; undefined where the row is in no such index. */
export interface TableKey {
  readonly name: string
  readonly of: (row: StoredRow) => string | undefined
}
interface Index {
  readonly of: TableKey['of']
  readonly keys: Map<string, Set<string>>
}

const attributesKey = (attributes: readonly string[], nullsDistinct: boolean): TableKey => ({
  name: [nullsDistinct, ...attributes].join('\0'),
  of: (row) => rowKey(row, attributes, nullsDistinct),
})

/** Rows by primary key: the committed ones, or the changes of a transaction over those beneath. */
class Table {
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
    return this.findBy(attributesKey(attributes, nullsDistinct), value)
  }
  findBy(by: TableKey, value: string): StoredRow[] {
    return this.keysWith(by, value).map((key) => this.get(key)!)
  }
  /** Each change with what was there before. */
  *changes(): Generator<{
    readonly before: StoredRow | undefined
    readonly after: StoredRow | undefined
  }> {
    for (const [key, row] of this.#rows)
      yield { before: this.#beneath?.get(key), after: row ?? undefined }
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
  keysWith(by: TableKey, value: string): string[] {
    const own = [...(this.#index(by).keys.get(value) ?? [])]
    const beneath = this.#beneath?.keysWith(by, value).filter((key) => !this.#rows.has(key))
    return beneath ? [...beneath, ...own] : own
  }
  #index({ name, of }: TableKey): Index {
    const existing = this.#indexes.get(name)
    if (existing) return existing
    const index: Index = { of, keys: new Map() }
    for (const [key, row] of this.#rows) if (row) enlist(index, key, row)
    this.#indexes.set(name, index)
    return index
  }
}

const enlist = ({ of, keys }: Index, key: string, row: StoredRow) => {
  const value = of(row)
  if (value === undefined) return
  const listed = keys.get(value)
  if (listed) listed.add(key)
  else keys.set(value, new Set([key]))
}
const unlist = ({ of, keys }: Index, key: string, row: StoredRow) => {
  const value = of(row)
  if (value !== undefined) keys.get(value)?.delete(key)
}

/**
 * All tables: the committed state, or the changes of a transaction or a statement over the state
 * beneath.
 */
export class Tables {
  readonly #beneath: Tables | undefined
  readonly #tables = new Map<string, Table>()
  #views: ReadonlyMap<string, readonly ResourceInfo[]> = new Map()
  constructor(beneath?: Tables) {
    this.#beneath = beneath
  }
  open(resources: readonly ResourceInfo[]): void {
    this.#views = Map.groupBy(resources, ({ table }) => table)
  }
  /** The resources of a table: this one, and the others that were opened with it. */
  views(info: ResourceInfo): readonly ResourceInfo[] {
    if (this.#beneath) return this.#beneath.views(info)
    return [info, ...(this.#views.get(info.table) ?? []).filter((other) => other !== info)]
  }
  of({ table }: ResourceInfo): Table {
    return this.table(table)
  }
  changed({ table }: ResourceInfo): Table | undefined {
    return this.#tables.get(table)
  }
  settle(): void {
    for (const table of this.#tables.values()) table.settle()
  }
  table(name: string): Table {
    const existing = this.#tables.get(name)
    if (existing) return existing
    const table = new Table(this.#beneath?.table(name))
    this.#tables.set(name, table)
    return table
  }
}

/** A value nobody else holds: what goes into the store and what comes out of it share nothing. */
export const copyOf = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value ?? null
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]))
}
