import { arrayText } from '../compile/encode.ts'
import type { SqlSession } from '../driver.ts'
import type { ColumnSnapshot } from './column-snapshot.ts'
import { identifier } from './names.ts'
import type { Snapshot, TableSnapshot } from './snapshot.ts'

const columnsOf = `
  select t.name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
  from unnest($1::text[], $2::text[]) as t(name, quoted)
  join pg_catalog.pg_attribute a on a.attrelid = pg_catalog.to_regclass(t.quoted) and a.attnum > 0 and not a.attisdropped`
const constraintsOf = `
  select t.name, r.relname from unnest($1::text[], $2::text[]) as t(name, quoted)
  join pg_catalog.pg_index i on i.indrelid = pg_catalog.to_regclass(t.quoted) join pg_catalog.pg_class r on r.oid = i.indexrelid
  union all select t.name, k.conname from unnest($1::text[], $2::text[]) as t(name, quoted)
  join pg_catalog.pg_constraint k on k.conrelid = pg_catalog.to_regclass(t.quoted) and k.contype = 'f'`

const ownNames: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' }

interface Actual {
  readonly columns: ReadonlyMap<string, Pick<ColumnSnapshot, 'type' | 'nullable'>>
  readonly constraints: ReadonlySet<string>
}

/** The tables of these names as the database has them; those that are not there are absent. */
const actualTables = async (
  session: SqlSession,
  names: readonly string[],
): Promise<Map<string, Actual>> => {
  const parameters = [arrayText(names), arrayText(names.map(identifier))]
  const columns = await session.query(columnsOf, parameters)
  const constraints = await session.query(constraintsOf, parameters)
  const byName = Map.groupBy(constraints.rows, ([name]) => name)
  return new Map(
    [...Map.groupBy(columns.rows, ([name]) => String(name))].map(([name, rows]) => [
      name,
      {
        columns: new Map(
          rows.map(([, column, type, required]) => [
            String(column),
            { type: ownNames[String(type)] ?? String(type), nullable: required !== 't' },
          ]),
        ),
        constraints: new Set((byName.get(name) ?? []).map(([, constraint]) => String(constraint))),
      },
    ]),
  )
}

export interface Drift {
  /**
   * What was created and does not exist any more: `the table posts`, `the column posts.body`. Its
   * values are lost already.
   */
  readonly losses: readonly string[]
  /** The shape that is really there. */
  readonly actual: Snapshot
}

/** What has become, behind the migrations' back, of those tables of a shape that are asked for. */
export const driftOf = async (
  session: SqlSession,
  shape: Snapshot,
  names: readonly string[],
): Promise<Drift> => {
  const actual = await actualTables(
    session,
    names.filter((name) => Object.hasOwn(shape.tables, name)),
  )
  const losses: string[] = []
  const tables = Object.entries(shape.tables).flatMap(
    ([name, table]): [string, TableSnapshot][] => {
      const there = actual.get(name)
      if (!names.includes(name)) return [[name, table]]
      if (there) return [[name, asIs(name, table, there, losses)]]
      losses.push(`the table ${name}`)
      return []
    },
  )
  return { losses: losses, actual: { tables: Object.fromEntries(tables) } }
}

const asIs = (
  name: string,
  table: TableSnapshot,
  { columns, constraints }: Actual,
  losses: string[],
): TableSnapshot => {
  const existing = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([each]) => constraints.has(each)))
  return {
    ...table,
    columns: Object.fromEntries(
      Object.entries(table.columns).flatMap(([column, definition]) => {
        const there = columns.get(column)
        if (there) return [[column, { ...definition, ...there }]]
        losses.push(`the column ${name}.${column}`)
        return []
      }),
    ),
    indexes: existing(table.indexes),
    references: existing(table.references),
  }
}
