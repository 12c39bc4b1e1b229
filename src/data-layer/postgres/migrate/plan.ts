import { canonicalJson } from '../../../text/canonical-json.ts'
import type { ColumnSnapshot } from './column-snapshot.ts'
import type { Operation } from './operation.ts'
import type { Snapshot, TableSnapshot } from './snapshot.ts'

type Named<T> = Readonly<Record<string, T>>
const phases = [
  'renameTable',
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
 * The operations that bring tables from one shape to another, in an order that works: references
 * and indexes go first and come last. A table or a column is renamed only where the new one names
 * its former name; a rename is never guessed.
 */
export const migrationPlan = (before: Snapshot, to: Snapshot): Operation[] => {
  const { renames, shape: from } = withRenamedTables(before, to)
  const operations = [...new Set([...Object.keys(from.tables), ...Object.keys(to.tables)])].flatMap(
    (table) => tableChanges(table, from, to),
  )
  return [...renames, ...operations].toSorted(
    (left, right) => phases.indexOf(left.kind) - phases.indexOf(right.kind),
  )
}

/** Names may be those of `Object.prototype`. */
const own = <T>(record: Named<T> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined

/** A shape under the names that its tables have in another one. */
export const withRenamedTables = (
  from: Snapshot,
  to: Snapshot,
): { readonly renames: Operation[]; readonly shape: Snapshot } => {
  const names = new Map(
    Object.entries(to.tables).flatMap(([name, { renamedFrom = [] }]) => {
      const former = renamedFrom.find((each) => own(from.tables, each) && !own(to.tables, each))
      return former !== undefined && !own(from.tables, name) ? [[former, name] as const] : []
    }),
  )
  const now = (name: string) => names.get(name) ?? name
  const tables = Object.entries(from.tables).map(([name, table]) => {
    const references = Object.entries(table.references).map(
      ([key, reference]) => [key, { ...reference, table: now(reference.table) }] as const,
    )
    return [now(name), { ...table, references: Object.fromEntries(references) }] as const
  })
  return {
    renames: [...names].map(([former, name]) => ({
      kind: 'renameTable',
      table: name,
      from: former,
      to: name,
    })),
    shape: { tables: Object.fromEntries(tables) },
  }
}

const tableChanges = (table: string, from: Snapshot, to: Snapshot): Operation[] => {
  const [before, after] = [own(from.tables, table), own(to.tables, table)]
  const changes: Operation[] = []
  if (!before && after)
    changes.push({
      kind: 'createTable',
      table,
      definition: { columns: after.columns, primaryKey: after.primaryKey },
    })
  if (before && !after)
    changes.push({
      kind: 'dropTable',
      table,
      definition: { columns: before.columns, primaryKey: before.primaryKey },
    })
  return [
    ...changes,
    ...(before && after ? columnChanges(table, before, after) : []),
    ...constraintChanges(table, from, to),
  ]
}

const columnChanges = (table: string, before: TableSnapshot, after: TableSnapshot): Operation[] => {
  const renames = renamesOf(before, after)
  const renamed = new Map(renames.map(({ from, to }) => [to, from]))
  const formerNames = new Set(renames.map(({ from }) => from))
  const operations: Operation[] = renames.map(({ from, to }) => ({
    kind: 'renameColumn',
    table,
    from,
    to,
  }))
  for (const [column, definition] of Object.entries(after.columns)) {
    const old = own(before.columns, renamed.get(column) ?? column)
    if (!old) operations.push({ kind: 'addColumn', table, column, definition })
    else if (differ(old, definition))
      operations.push({ kind: 'alterColumn', table, column, from: old, to: definition })
  }
  for (const [column, definition] of Object.entries(before.columns))
    if (!own(after.columns, column) && !formerNames.has(column))
      operations.push({ kind: 'dropColumn', table, column, definition })
  const key = before.primaryKey.map(
    (column) => renames.find(({ from }) => from === column)?.to ?? column,
  )
  if (key.join() !== after.primaryKey.join())
    operations.push({ kind: 'changePrimaryKey', table, from: key, to: after.primaryKey })
  return operations
}

/** A mapping that is gone has been done. */
const differ = (
  old: ColumnSnapshot,
  { type, nullable, inline, generated, default: value, shape, mapped }: ColumnSnapshot,
): boolean =>
  old.type !== type ||
  old.nullable !== nullable ||
  old.inline !== inline ||
  old.generated !== generated ||
  old.default !== value ||
  canonicalJson(old.shape ?? null) !== canonicalJson(shape ?? null) ||
  (mapped !== undefined && canonicalJson(old.mapped ?? null) !== canonicalJson(mapped))

const renamesOf = (
  before: TableSnapshot,
  after: TableSnapshot,
): { readonly from: string; readonly to: string }[] =>
  Object.entries(after.columns).flatMap(([to, { renamedFrom = [] }]) => {
    if (own(before.columns, to)) return []
    const from = renamedFrom.find((name) => own(before.columns, name) && !own(after.columns, name))
    return from === undefined ? [] : [{ from, to }]
  })

/** Indexes and references are dropped and created again if they, or what they are on, changed. */
const constraintChanges = (table: string, from: Snapshot, to: Snapshot): Operation[] => {
  const [before, after] = [own(from.tables, table), own(to.tables, table)]
  const indexes = replaced(
    before?.indexes,
    after?.indexes,
    ({ columns, follows: _follows, ...rest }, shape) => [
      rest,
      columns.map((column) => [column, shape?.columns[column]?.type]),
    ],
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
    ...references.drop.map(
      ([name, definition]) => ({ kind: 'dropReference', table, name, definition }) as const,
    ),
    ...indexes.drop.map(
      ([name, definition]) => ({ kind: 'dropIndex', table, name, definition }) as const,
    ),
    ...indexes.come.map(
      ([name, definition]) => ({ kind: 'addIndex', table, name, definition }) as const,
    ),
    ...references.come.map(
      ([name, definition]) => ({ kind: 'addReference', table, name, definition }) as const,
    ),
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
): { readonly drop: [string, T][]; readonly come: [string, T][] } => {
  const same = (name: string) =>
    before[name] !== undefined &&
    after[name] !== undefined &&
    canonicalJson(basis(before[name], beforeTable, from)) ===
      canonicalJson(basis(after[name], afterTable, to))
  return {
    drop: Object.entries(before).filter(([name]) => !same(name)),
    come: Object.entries(after).filter(([name]) => !same(name)),
  }
}
