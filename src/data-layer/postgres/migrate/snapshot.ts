import { DefinitionError } from '../../../error/definition-error.ts'
import type { IndexInfo, ResourceInfo } from '../../../resource/info.ts'
import { tableName } from '../../../resource/table-name.ts'
import { foreignKeys } from '../../foreign-key.ts'
import type { Dialect } from '../compile/fragment.ts'
import { columnOf, type ColumnSnapshot } from './column-snapshot.ts'
import { indexSql } from './index-sql.ts'
import { declaredIndex, identityIndex, referenceIndex, referenceName } from './names.ts'

export interface IndexSnapshot {
  /** The columns that its keys mention. */
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly nullsDistinct: boolean
  /** The keys as SQL, where they are more than the columns. */
  readonly keys?: readonly string[]
  /** Which rows are in it, as SQL. */
  readonly where?: string
  /** Absent: `btree`. */
  readonly method?: string
  /** The table whose relationship follows the column to this one. */
  readonly follows?: string
}
export interface ReferenceSnapshot {
  readonly column: string
  readonly table: string
  readonly to: string
}
export interface TableSnapshot {
  readonly columns: Readonly<Record<string, ColumnSnapshot>>
  readonly primaryKey: readonly string[]
  readonly indexes: Readonly<Record<string, IndexSnapshot>>
  readonly references: Readonly<Record<string, ReferenceSnapshot>>
  /** Former names. Not kept. */
  readonly renamedFrom?: readonly string[]
}
/** The shape of all tables as plain JSON. */
export interface Snapshot {
  readonly tables: Readonly<Record<string, TableSnapshot>>
}
export const emptySnapshot: Snapshot = { tables: {} }

const byName = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)))

/**
 * The shape that resources ask for on a server. Resources of one table share it: a column that one
 * of them lacks may be null.
 */
export const snapshotOf = (
  resources: readonly ResourceInfo[],
  { vector }: Pick<Dialect, 'vector'>,
): Snapshot => {
  const dialect: Dialect = { vector, references: new Set() }
  const tables = new Map<string, TableSnapshot>()
  for (const info of resources) {
    const own = tableOf(info, resources, dialect)
    const other = tables.get(info.table)
    tables.set(info.table, other ? merged(info, other, own) : own)
  }
  return { tables: byName([...tables]) }
}

const tableOf = (
  info: ResourceInfo,
  resources: readonly ResourceInfo[],
  dialect: Dialect,
): TableSnapshot => {
  const column = (name: string) => info.attributes.get(name)!.column
  const references = foreignKeys(resources).filter(({ source }) => source === info)
  return {
    columns: byName(
      [...info.attributes.values()].map((attribute) => [
        attribute.column,
        columnOf(info, attribute, dialect),
      ]),
    ),
    primaryKey: info.primaryKey.map(column),
    indexes: byName<IndexSnapshot>(indexesOf(info, resources, dialect)),
    references: byName(
      references.map(({ attribute, destination, destinationAttribute }) => [
        referenceName(info.table, attribute.column),
        { column: attribute.column, table: destination.table, to: destinationAttribute.column },
      ]),
    ),
    ...(info.renamedFrom.length
      ? { renamedFrom: [...new Set(info.renamedFrom.flatMap((name) => [name, tableName(name)]))] }
      : {}),
  }
}

const indexesOf = (
  info: ResourceInfo,
  resources: readonly ResourceInfo[],
  dialect: Dialect,
): [string, IndexSnapshot][] => {
  const column = (name: string) => info.attributes.get(name)!.column
  const identities = [...info.identities.values()].map(
    ({ name, keys, nullsDistinct }): [string, IndexSnapshot] => [
      identityIndex(info.table, name),
      { columns: keys.map(column), unique: true, nullsDistinct },
    ],
  )
  const declared = [...info.indexes.values()].map((index): [string, IndexSnapshot] => [
    declaredIndex(info.table, index.name),
    declaredSnapshot(info, index, dialect),
  ])
  const leading = new Set([
    info.primaryKey[0],
    ...[...info.identities.values()].map(({ keys }) => keys[0]),
    ...[...info.indexes.values()].flatMap(leadingAttribute),
  ])
  const followed = [...followedAttributes(info, resources)].filter(([name]) => !leading.has(name))
  return [
    ...identities,
    ...declared,
    ...followed.map(([name, from]): [string, IndexSnapshot] => [
      referenceIndex(info.table, column(name)),
      {
        columns: [column(name)],
        unique: false,
        nullsDistinct: true,
        ...(from === info ? {} : { follows: from.table }),
      },
    ]),
  ]
}

const declaredSnapshot = (
  info: ResourceInfo,
  index: IndexInfo,
  dialect: Dialect,
): IndexSnapshot => ({
  columns: index.fields.map((name) => info.attributes.get(name)!.column),
  unique: index.unique,
  nullsDistinct: index.nullsDistinct,
  ...indexSql(info, index, dialect),
  ...(index.method === 'btree' ? {} : { method: index.method }),
})

/** The attribute whose values an index of every record finds. */
const leadingAttribute = ({ keys: [first], where, method }: IndexInfo): string[] =>
  first?.by.kind === 'ref' && !where && (method === 'btree' || method === 'hash')
    ? [first.by.name]
    : []

/**
 * The attributes by which relationships look for records of a resource, and the resource of a
 * relationship that does. Its own come first.
 */
const followedAttributes = (
  info: ResourceInfo,
  resources: readonly ResourceInfo[],
): Map<string, ResourceInfo> => {
  const followed = new Map<string, ResourceInfo>()
  const note = (name: string, from: ResourceInfo) => {
    if (!followed.has(name)) followed.set(name, from)
  }
  for (const { kind, sourceAttribute } of info.relationships.values())
    if (kind === 'belongsTo') note(sourceAttribute, info)
  for (const from of resources)
    for (const {
      kind,
      destination,
      destinationAttribute,
      through,
    } of from.relationships.values()) {
      if (through?.resource === info)
        for (const name of [through.sourceAttribute, through.destinationAttribute]) note(name, from)
      if (!through && kind !== 'belongsTo' && destination === info) note(destinationAttribute, from)
    }
  return followed
}

const merged = (info: ResourceInfo, left: TableSnapshot, right: TableSnapshot): TableSnapshot => {
  const columns = new Map<string, ColumnSnapshot>()
  for (const name of new Set([...Object.keys(left.columns), ...Object.keys(right.columns)])) {
    const [one, other] = [left.columns[name], right.columns[name]]
    if (one && other && one.type !== other.type)
      throw new DefinitionError({
        resource: info.name,
        problem: `the column ${info.table}.${name} is ${other.type} here and ${one.type} in another resource of the table`,
      })
    columns.set(name, {
      ...one,
      ...other,
      type: (one ?? other)!.type,
      nullable: !one || !other || one.nullable || other.nullable,
    })
  }
  if (left.primaryKey.join() !== right.primaryKey.join())
    throw new DefinitionError({
      resource: info.name,
      problem: `another resource of the table ${info.table} has another primary key`,
    })
  return {
    columns: byName([...columns]),
    primaryKey: left.primaryKey,
    indexes: { ...left.indexes, ...right.indexes },
    references: { ...left.references, ...right.references },
    ...(left.renamedFrom || right.renamedFrom
      ? { renamedFrom: [...(left.renamedFrom ?? []), ...(right.renamedFrom ?? [])] }
      : {}),
  }
}

/** What is kept of a snapshot: what is there, without how to get there. */
export const withoutHistory = (snapshot: Snapshot): Snapshot => ({
  tables: Object.fromEntries(
    Object.entries(snapshot.tables).map(([name, { renamedFrom: _former, ...table }]) => [
      name,
      {
        ...table,
        columns: Object.fromEntries(
          Object.entries(table.columns).map(
            ([column, { backfill: _backfill, renamedFrom: _renamed, ...rest }]) => [column, rest],
          ),
        ),
      },
    ]),
  ),
})
