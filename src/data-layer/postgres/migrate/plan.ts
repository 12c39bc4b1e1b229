import { canonicalJson } from '../../../type/canonical-json.ts'
import type { Operation } from './operation.ts'
import type { Snapshot, TableSnapshot } from './snapshot.ts'

type Named<T> = Readonly<Record<string, T>>
const phases = [
  'dropReference',
  'dropIndex',
  'renameColumn',
  'createTable',
  'addColumn',
  'alterColumn',
  'changePrimaryKey',
  'dropColumn',
  'dropTable',
  'addIndex',
  'addReference',
] as const

/**
 * The operations that bring tables from one shape to another, in an order that works: references and indexes go first and come last.
 * A column is renamed only where the new one names its former name; a rename is never guessed.
 */
export const migrationPlan = (from: Snapshot, to: Snapshot): Operation[] => {
  const operations = [...new Set([...Object.keys(from.tables), ...Object.keys(to.tables)])].flatMap((table) => tableChanges(table, from, to))
  return operations.toSorted((left, right) => phases.indexOf(left.kind) - phases.indexOf(right.kind))
}

const tableChanges = (table: string, from: Snapshot, to: Snapshot): Operation[] => {
  const [before, after] = [from.tables[table], to.tables[table]]
  const own: Operation[] = []
  if (!before && after) own.push({ kind: 'createTable', table, definition: { columns: after.columns, primaryKey: after.primaryKey } })
  if (before && !after) own.push({ kind: 'dropTable', table, definition: { columns: before.columns, primaryKey: before.primaryKey } })
  return [...own, ...(before && after ? columnChanges(table, before, after) : []), ...constraintChanges(table, from, to)]
}

const columnChanges = (table: string, before: TableSnapshot, after: TableSnapshot): Operation[] => {
  const renames = renamesOf(before, after)
  const renamed = new Map(renames.map(({ from, to }) => [to, from]))
  const gone = new Set(renames.map(({ from }) => from))
  const operations: Operation[] = renames.map(({ from, to }) => ({ kind: 'renameColumn', table, from, to }))
  for (const [column, definition] of Object.entries(after.columns)) {
    const old = before.columns[renamed.get(column) ?? column]
    if (!old) operations.push({ kind: 'addColumn', table, column, definition })
    else if (old.type !== definition.type || old.nullable !== definition.nullable || old.generated !== definition.generated)
      operations.push({ kind: 'alterColumn', table, column, from: old, to: definition })
  }
  for (const [column, definition] of Object.entries(before.columns))
    if (!after.columns[column] && !gone.has(column)) operations.push({ kind: 'dropColumn', table, column, definition })
  const key = before.primaryKey.map((column) => renames.find(({ from }) => from === column)?.to ?? column)
  if (key.join() !== after.primaryKey.join()) operations.push({ kind: 'changePrimaryKey', table, from: key, to: after.primaryKey })
  return operations
}

const renamesOf = (before: TableSnapshot, after: TableSnapshot): { readonly from: string; readonly to: string }[] =>
  Object.entries(after.columns).flatMap(([to, { renamedFrom: from }]) =>
    from !== undefined && before.columns[from] && !after.columns[from] && !before.columns[to] ? [{ from, to }] : [],
  )

/** Indexes and references are dropped and made anew where they, or what they stand on, changed. */
const constraintChanges = (table: string, from: Snapshot, to: Snapshot): Operation[] => {
  const [before, after] = [from.tables[table], to.tables[table]]
  const indexes = replaced(
    before?.indexes,
    after?.indexes,
    ({ columns, follows: _follows, ...rest }, shape) => [rest, columns.map((column) => [column, shape?.columns[column]?.type])],
    before,
    after,
  )
  const references = replaced(
    before?.references,
    after?.references,
    (reference, shape, all) => [
      reference,
      shape?.columns[reference.column]?.type,
      all.tables[reference.table]?.columns[reference.to]?.type,
      all.tables[reference.table]?.primaryKey,
    ],
    before,
    after,
    from,
    to,
  )
  return [
    ...references.gone.map(([name, definition]) => ({ kind: 'dropReference', table, name, definition }) as const),
    ...indexes.gone.map(([name, definition]) => ({ kind: 'dropIndex', table, name, definition }) as const),
    ...indexes.come.map(([name, definition]) => ({ kind: 'addIndex', table, name, definition }) as const),
    ...references.come.map(([name, definition]) => ({ kind: 'addReference', table, name, definition }) as const),
  ]
}

const replaced = <T>(
  before: Named<T> = {},
  after: Named<T> = {},
  basis: (item: T, table: TableSnapshot | undefined, all: Snapshot) => unknown,
  beforeTable: TableSnapshot | undefined,
  afterTable: TableSnapshot | undefined,
  from: Snapshot = { tables: {} },
  to: Snapshot = { tables: {} },
): { readonly gone: [string, T][]; readonly come: [string, T][] } => {
  const same = (name: string) =>
    before[name] !== undefined &&
    after[name] !== undefined &&
    canonicalJson(basis(before[name], beforeTable, from)) === canonicalJson(basis(after[name], afterTable, to))
  return { gone: Object.entries(before).filter(([name]) => !same(name)), come: Object.entries(after).filter(([name]) => !same(name)) }
}
