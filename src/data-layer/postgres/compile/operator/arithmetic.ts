import { sql } from 'kysely'
import type { Node } from '../../../../expression/node.ts'
import { castTo, fragment, type Sql } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import type { OperatorSql } from './operator-sql.ts'

/** Numbers are counted in double precision, as JavaScript does: 7 / 2 is 3.5, and no sum overflows a whole-number type. */
const number = (node: Node, scope: QueryScope): Sql => castTo(scope.expression(node, { like: { storage: 'double precision' } }), 'double precision').sql
const result = (text: Sql) => fragment(text, 'double precision')
const infix =
  (sign: string): OperatorSql =>
  ([left, right], scope) =>
    result(sql`(${number(left!, scope)} ${sql.raw(sign)} ${number(right!, scope)})`)

const zero = { kind: 'value', value: 0 } as const

export const arithmetic = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: ([left, right], scope) => result(sql`(${number(left!, scope)} / nullif(${number(right!, scope)}, 0))`),
  negate: ([operand], scope) => result(sql`(0 - ${number(operand!, scope)})`),
  abs: ([operand], scope) => result(sql`abs(${number(operand!, scope)})`),
  round: ([operand, digits = zero], scope) =>
    result(
      sql`(select case when n = trunc(n) and d >= 0 then n else round(n::numeric, d::integer)::double precision end from (values (${number(operand!, scope)}, ${number(digits, scope)})) as r(n, d))`,
    ),
} satisfies Record<string, OperatorSql>
