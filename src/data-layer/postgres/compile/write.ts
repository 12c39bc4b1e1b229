import type { Node } from '../../../expression/node.ts'
import type { AttributeInfo, ResourceInfo } from '../../../resource/info.ts'
import {
  type CreatePlan,
  type DestroyPlan,
  inserted,
  type UpdatePlan,
  type Upsert,
} from '../../data-layer.ts'
import type { Compilation } from './compilation.ts'
import { arrayText, encodeAttribute } from './encode.ts'
import { castSql, castTo, columnStorage, most } from './fragment.ts'
import { wholeRow } from './output.ts'
import { readable } from './readable.ts'
import { QueryScope } from './scope.ts'
import { Slot } from './slot.ts'
import { sql, type Sql } from './sql.ts'
import { type Statement, statement } from './statement.ts'
import { writeFilterSql } from './write-filter.ts'

const target = (compilation: Compilation, info: ResourceInfo): QueryScope =>
  new QueryScope(compilation, info, undefined)
const table = (scope: QueryScope): Sql => sql`${sql.id(scope.info.table)} as ${sql.id(scope.alias)}`
const names = (attributes: readonly AttributeInfo[]): Sql =>
  sql.join(attributes.map(({ column }) => sql.id(column)))

/** The attributes that are given; what is `undefined` is left to the storage. */
export const givenKeys = ([first = {}]: CreatePlan['records']): string[] =>
  Object.keys(first).filter((name) => first[name] !== undefined)

/**
 * One `insert`, whatever the number of records: many go as one array for each column. Its values
 * are those of `createValues`, then those of the trees.
 */
export const createStatement = (
  { resource, records, upsert }: CreatePlan,
  compilation: Compilation,
  alone = false,
): Statement => {
  const scope = target(compilation, resource)
  const attributes = givenKeys(records).map((name) => scope.attribute(name))
  const { columns, decode } = wholeRow(resource, scope, computedBy(upsert?.set))
  const source =
    records.length === 1
      ? oneRow(attributes, compilation)
      : manyRows(attributes, records.length, compilation, scope)
  const conflict = upsert ? conflictClause(upsert, scope, alone) : sql``
  const outcome = upsert ? sql`, ${sql.id(scope.alias)}.xmax = 0` : sql``
  const last = columns.length
  const text = sql`insert into ${table(scope)} ${source}${conflict} returning ${sql.join(columns)}${outcome}`
  return statement(
    text,
    upsert ? (cells) => ({ ...decode(cells), [inserted]: cells[last] === 't' }) : decode,
  )
}

/** The values of the slots: of one record its own, of many the lists of each attribute's. */
export const createValues = ({ records }: CreatePlan): readonly unknown[] => {
  const [first = {}] = records
  const keys = givenKeys(records)
  return records.length === 1
    ? keys.map((key) => first[key])
    : keys.map((key) => records.map((record) => record[key]))
}

const computedBy = (set: UpdatePlan['set'] = {}): ReadonlySet<string> =>
  new Set(Object.keys(set).filter((name) => set[name]!.kind !== 'value'))

const storageOf = ({ type }: AttributeInfo, { dialect }: Compilation) =>
  columnStorage(type.storage, dialect)

const oneRow = (attributes: readonly AttributeInfo[], compilation: Compilation): Sql => {
  if (!attributes.length) return sql`default values`
  const values = attributes.map((attribute, i) => {
    const storage = storageOf(attribute, compilation)
    return compilation.typed(new Slot(i, encodeAttribute(attribute, storage)), storage)
  })
  return sql`(${names(attributes)}) values (${sql.join(values)})`
}

const manyRows = (
  attributes: readonly AttributeInfo[],
  count: number,
  compilation: Compilation,
  scope: QueryScope,
): Sql => {
  if (!attributes.length) {
    const [key] = scope.info.primaryKey
    return sql`(${sql.id(scope.attribute(key!).column)}) values ${sql.join(Array.from({ length: count }, () => sql`(default)`))}`
  }
  const columns = attributes.map((_, i) => sql.id(`c${i}`))
  const arrays = attributes.map((attribute, i) => {
    const encode = encodeAttribute(attribute, storageOf(attribute, compilation))
    return compilation.typed(
      new Slot(i, (values: readonly unknown[]) =>
        arrayText(values.map((value) => ((value ?? null) === null ? null : encode(value)))),
      ),
      'text[]',
    )
  })
  const cast = attributes.map((attribute, i) =>
    castSql(sql`u.${columns[i]!}`, storageOf(attribute, compilation)),
  )
  return sql`(${names(attributes)}) select ${sql.join(cast)} from unnest(${sql.join(arrays)}) with ordinality as u(${sql.join(columns)}, n) order by u.n`
}

const conflictClause = (
  { identity, fields, set = {}, touch = {}, filter, unlessSame }: Upsert,
  scope: QueryScope,
  alone: boolean,
): Sql => {
  const keys = identity.map((name) => scope.attribute(name))
  const attributes = fields.map((name) => scope.attribute(name))
  const assignments = [
    ...attributes.map(({ column }) => sql`${sql.id(column)} = excluded.${sql.id(column)}`),
    ...Object.entries({ ...set, ...touch }).map(
      ([name, node]) =>
        sql`${sql.id(scope.attribute(name).column)} = ${assigned(scope.attribute(name), node, scope)}`,
    ),
  ]
  // Something must be set, or the row that is there would not be given back.
  const [{ column: key }] = keys as [AttributeInfo]
  const conditions = [
    ...(filter ? [sql`(${writeFilterSql(filter, scope)})`] : []),
    ...(unlessSame ? [differing(attributes, set, filter, scope)] : []),
    ...(alone
      ? readable(scope, {
          ...Object.fromEntries(fields.map((name) => [name, true])),
          ...set,
          ...touch,
        })
      : []),
  ]
  const where = conditions.length ? sql` where ${sql.join(conditions, sql` and `)}` : sql``
  const changed = assignments.length
    ? assignments
    : [sql`${sql.id(key)} = ${sql.id(scope.alias, key)}`]
  return sql` on conflict (${names(keys)}) do update set ${sql.join(changed)}${where}`
}

/**
 * Whether the new values are others than the stored ones. They are computed of those records only
 * that fulfill the filter.
 */
const differing = (
  attributes: readonly AttributeInfo[],
  set: UpdatePlan['set'],
  filter: Node | undefined,
  scope: QueryScope,
): Sql => {
  const computed = Object.entries(set).map(
    ([name, node]) =>
      sql`${scope.column(scope.attribute(name)).sql} is distinct from ${assigned(scope.attribute(name), node, scope)}`,
  )
  const different = [
    ...attributes.map(
      (attribute) =>
        sql`${scope.column(attribute).sql} is distinct from excluded.${sql.id(attribute.column)}`,
    ),
    ...computed,
  ]
  if (!different.length) return sql`false`
  const any = sql`(${sql.join(different, sql` or `)})`
  return filter && computed.length
    ? sql`case when ${writeFilterSql(filter, scope)} then ${any} else false end`
    : any
}

/** A write that commits by itself changes those rows only that it can give back. */
const where = (
  filter: Node,
  scope: QueryScope,
  alone: boolean,
  set: Readonly<Record<string, Node>>,
): Sql => {
  const condition = writeFilterSql(filter, scope)
  const checks = alone ? readable(scope, set) : []
  return checks.length ? sql`${sql.join([sql`(${condition})`, ...checks], sql` and `)}` : condition
}

/**
 * `update … set … where … returning`: what a condition follows through relationships, it follows in
 * subqueries.
 */
export const updateStatement = (
  { resource, filter, set }: UpdatePlan,
  compilation: Compilation,
  alone = false,
): Statement => {
  const scope = target(compilation, resource)
  const { columns, decode } = wholeRow(resource, scope, computedBy(set))
  const assignments = Object.entries(set).map(([name, node]) => {
    const attribute = scope.attribute(name)
    return sql`${sql.id(attribute.column)} = ${assigned(attribute, node, scope)}`
  })
  const [key] = scope.info.primaryKey
  const nothing = sql`${sql.id(scope.attribute(key!).column)} = ${scope.column(scope.attribute(key!)).sql}`
  return statement(
    sql`update ${table(scope)} set ${assignments.length ? sql.join(assignments) : nothing} where ${where(filter, scope, alone, set)} returning ${sql.join(columns)}`,
    decode,
  )
}

const assigned = (attribute: AttributeInfo, node: Node, scope: QueryScope): Sql => {
  const storage = storageOf(attribute, scope.compilation)
  if (node.kind === 'value')
    return scope.compilation.parameter(node, storage, encodeAttribute(attribute, storage))
  const value = castTo(
    scope.expression(node, { like: { storage, type: attribute.type } }),
    storage,
  ).sql
  if (node.kind !== 'call' || storage !== 'double precision') return value
  // A number that was cut to the greatest there is would not be what the expression says: this
  // raises, on the rows that are written alone.
  return sql`(select case when abs(n) >= ${sql.raw(`'${most}'::double precision`)} then n * 2 else n end from (values (${value})) as r(n))`
}

export const destroyStatement = (
  { resource, filter }: DestroyPlan,
  compilation: Compilation,
  alone = false,
): Statement => {
  const scope = target(compilation, resource)
  const { columns, decode } = wholeRow(resource, scope)
  return statement(
    sql`delete from ${table(scope)} where ${where(filter, scope, alone, {})} returning ${sql.join(columns)}`,
    decode,
  )
}
