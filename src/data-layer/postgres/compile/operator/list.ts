import type { Node, ValueNode } from '../../../../expression/node.ts'
import type { Type } from '../../../../type/type.ts'
import { elementJson } from '../encode.ts'
import { type Fragment, fragment, untyped } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import { sql, type Sql } from '../sql.ts'
import { alike, type OperatorSql } from './operator-sql.ts'

/** A value as an element of a list holds it. */
export const toJsonb = ({ sql: value, storage }: Fragment): Sql => {
  if (storage === 'jsonb') return value
  if (storage === untyped) return sql`null::jsonb`
  return storage === 'timestamptz'
    ? sql`to_jsonb(to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
    : sql`to_jsonb(${value})`
}

/** The elements of a list as rows of their own name. */
export const elementsOf = (
  array: Sql,
  { compilation }: QueryScope,
): { readonly from: Sql; readonly item: Sql } => {
  const name = sql.id(compilation.alias())
  return { from: sql`jsonb_array_elements(${array}) as ${name}(item)`, item: sql`${name}.item` }
}

const list = (node: Node, scope: QueryScope): Fragment =>
  scope.expression(node, { like: { storage: 'jsonb' } })

const element = (node: Node, of: Type<unknown> | undefined, scope: QueryScope): Sql => {
  if (node.kind !== 'value') return toJsonb(scope.expression(node))
  return (node.value ?? null) === null
    ? sql`null::jsonb`
    : scope.compilation.parameter(node, 'jsonb', elementJson(of))
}

/**
 * Whether containment of a value in a list means that it is an element: of objects and lists a part
 * would do.
 */
const isScalar = ({ value }: ValueNode): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value instanceof Date ||
  (typeof value === 'number' && Number.isFinite(value))

/** The test that a GIN index on the list serves. */
const holds = (
  array: Sql,
  item: ValueNode,
  of: Type<unknown> | undefined,
  { compilation }: QueryScope,
): Fragment => {
  const encode = elementJson(of)
  return fragment(
    sql`(${array} @> ${compilation.parameter(item, 'jsonb', (value) => `[${encode(value)}]`)})`,
    'boolean',
  )
}

export const lists = {
  has: ([elements, operand], scope) => {
    const { sql: array, type } = list(elements!, scope)
    if (operand!.kind === 'value' && isScalar(operand!))
      return holds(array, operand!, type?.of, scope)
    const one = element(operand!, type?.of, scope)
    const { from, item } = elementsOf(array, scope)
    return fragment(
      sql`(case when ${array} is null or ${one} is null then null else exists (select 1 from ${from} where ${item} = ${one} and ${item} <> 'null') end)`,
      'boolean',
    )
  },
  intersects: (operands, scope) => {
    const { fragments } = alike(operands, scope, { storage: 'jsonb' })
    const [left, right] = [fragments[0]!.sql, fragments[1]!.sql]
    const [one, other] = [elementsOf(left, scope), elementsOf(right, scope)]
    const shared = sql`exists (select 1 from ${one.from}, ${other.from} where ${one.item} = ${other.item} and ${one.item} <> 'null')`
    return fragment(
      sql`(case when ${left} is null or ${right} is null then null else ${shared} end)`,
      'boolean',
    )
  },
  size: ([elements], scope) =>
    fragment(sql`jsonb_array_length(${list(elements!, scope).sql})::bigint`, 'bigint'),
} satisfies Record<string, OperatorSql>
