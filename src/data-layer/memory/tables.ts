import type { ResourceInfo } from '../../resource/info.ts'
import { Table } from './table.ts'

/** All tables: the committed state, or the changes of a transaction or a statement over the state beneath. */
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
    return this.named(table)
  }
  changed({ table }: ResourceInfo): Table | undefined {
    return this.#tables.get(table)
  }
  settle(): void {
    for (const table of this.#tables.values()) table.settle()
  }
  named(name: string): Table {
    const known = this.#tables.get(name)
    if (known) return known
    const made = new Table(this.#beneath?.named(name))
    this.#tables.set(name, made)
    return made
  }
}
