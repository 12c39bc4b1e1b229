import type { Node, ValueNode } from '../../../../expression/node.ts'
import type { Storage } from '../../../../type/type.ts'
import { arrayText, dumped } from '../encode.ts'
import { castTo, commonStorage, type Fragment, fragment, ordered } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import { sql, type Sql } from '../sql.ts'
import { elementClasses, formOf, isForeign, valueClass } from '../value.ts'
import { elementsOf, toJsonb } from './list.ts'
import { alike, type OperatorSql } from './operator-sql.ts'

const comparison =
  (sign: string): OperatorSql =>
  (operands, scope) => {
    const { fragments } = alike(operands, scope)
    return fragment(sql`(${fragments[0]!.sql} ${sql.raw(sign)} ${fragments[1]!.sql})`, 'boolean')
  }
const order =
  (sign: string): OperatorSql =>
  (operands, scope) => {
    const { fragments } = alike(operands, scope)
    return fragment(
      sql`(${ordered(fragments[0]!)} ${sql.raw(sign)} ${ordered(fragments[1]!)})`,
      'boolean',
    )
  }

/**
 * The values of a list as one array parameter, in one type with the candidate; undefined where
 * there are none.
 */
export const besideList = (
  candidate: Fragment,
  list: ValueNode,
  scope: QueryScope,
): { readonly candidate: Sql; readonly array: Sql } | undefined => {
  const classes = elementClasses(list.value as readonly unknown[])
  if (!classes.length) return undefined
  if (isForeign(candidate)) {
    const { storage, type } = candidate
    const encode = dumped(type, storage)
    const many = (values: readonly unknown[]) =>
      arrayText(values.map((value) => ((value ?? null) === null ? null : encode(value))))
    return {
      candidate: candidate.sql,
      array: scope.compilation.parameter(list, `${storage}[]`, many),
    }
  }
  const kinds = classes.filter((kind) => kind !== 'null')
  const forms = kinds.map((kind) =>
    formOf(kind === 'true' || kind === 'false' ? 'text' : kind, candidate),
  )
  const storage: Storage = kinds.length
    ? commonStorage(
        kinds.every((kind) => kind === 'true' || kind === 'false')
          ? ['boolean']
          : forms.map((form) => form.storage),
      )
    : candidate.storage
  const byClass = new Map(kinds.map((kind, i) => [kind, forms[i]!.encode]))
  const encode = (values: readonly unknown[]) =>
    arrayText(
      values.map((value) =>
        value === null || value === undefined
          ? null
          : typeof value === 'boolean'
            ? value
              ? 't'
              : 'f'
            : byClass.get(valueClass(value))!(value as never),
      ),
    )
  const common = commonStorage([candidate.storage, storage])
  return {
    candidate: castTo(candidate, common).sql,
    array: scope.compilation.parameter(list, `${common}[]`, encode),
  }
}

const inValues = (candidate: Fragment, list: ValueNode, scope: QueryScope): Fragment => {
  const beside = besideList(candidate, list, scope)
  // Postgres plans `x = any('{}')` as if it were null where x is, and drops rows of an outer join
  // for it.
  return fragment(
    beside ? sql`(${beside.candidate} = any(${beside.array}))` : sql`false::boolean`,
    'boolean',
  )
}

const inList = (candidate: Fragment, list: Node, scope: QueryScope): Fragment => {
  const { sql: elements } = scope.expression(list, { like: { storage: 'jsonb' } })
  const { from, item } = elementsOf(elements, scope)
  const isMember = sql`${toJsonb(candidate)} in (select nullif(${item}, 'null'::jsonb) from ${from})`
  return fragment(
    sql`(case when jsonb_array_length(${elements}) = 0 then false when ${elements} is null then null else ${isMember} end)`,
    'boolean',
  )
}

export const comparisons = {
  eq: comparison('='),
  ne: comparison('<>'),
  lt: order('<'),
  lte: order('<='),
  gt: order('>'),
  gte: order('>='),
  isDistinctFrom: comparison('is distinct from'),
  isNull: ([operand], scope) =>
    fragment(sql`(${scope.expression(operand!).sql} is null)`, 'boolean'),
  in: ([candidate, list], scope) => {
    const candidateSql = scope.expression(candidate!)
    return list!.kind === 'value' && Array.isArray(list!.value)
      ? inValues(candidateSql, list!, scope)
      : inList(candidateSql, list!, scope)
  },
  coalesce: (operands, scope, { like }) => {
    const { fragments, storage, type, magnitude } = alike(operands, scope, like)
    return {
      sql: sql`coalesce(${sql.join(fragments.map((operand) => operand.sql))})`,
      storage,
      type,
      magnitude,
    }
  },
} satisfies Record<string, OperatorSql>
