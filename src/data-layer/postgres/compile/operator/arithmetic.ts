import type { Node } from '../../../../expression/node.ts'
import { isNumericStorage } from '../../../../type/stored-form.ts'
import {
  castTo,
  type Fragment,
  type Magnitude,
  magnitudeOf,
  most,
  saturatedSql,
} from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import { sql, type Sql } from '../sql.ts'
import type { OperatorSql } from './operator-sql.ts'

/**
 * Numbers are counted in double precision, as JavaScript does: 7 / 2 is 3.5. Postgres raises where
 * a result overflows, or is too small for a number, and would do so on rows that the statement
 * leaves out. So each operator asks first, unless its operands are known to be of moderate size:
 * whole numbers and their like need no question.
 */
interface Operand {
  readonly sql: Sql
  readonly magnitude: Magnitude
  /** Whether writing it twice costs no more than once. */
  readonly short: boolean
}
const nothing = { least: 1, most: 1 }
const operand = (node: Node, scope: QueryScope): Operand => {
  const fragment = scope.expression(node, { like: { storage: 'double precision' } })
  if (!isNumericStorage(fragment.storage))
    return { sql: sql`null::double precision`, magnitude: nothing, short: true }
  const magnitude = magnitudeOf(fragment)
  const value = castTo(fragment, 'double precision').sql
  const finite = magnitude.most > most ? saturatedSql(value) : value
  return {
    sql: finite,
    magnitude: { ...magnitude, most: Math.min(magnitude.most, most) },
    short: node.kind === 'value' || (node.kind === 'ref' && node.path.length === 0),
  }
}
const result = (text: Sql, magnitude: Magnitude): Fragment => ({
  sql: text,
  storage: 'double precision',
  magnitude,
})
const within = ({ least, most: greatest }: Magnitude) => least >= 1e-300 && greatest <= 1e300

type Write = (left: Sql, right: Sql) => Sql
const binary =
  (
    plain: Write,
    asking: Write,
    measure: (left: Magnitude, right: Magnitude) => Magnitude,
  ): OperatorSql =>
  ([one, other], scope) => {
    const [left, right] = [operand(one!, scope), operand(other!, scope)]
    const magnitude = measure(left.magnitude, right.magnitude)
    if (within(magnitude)) return result(plain(left.sql, right.sql), magnitude)
    const bounded = {
      least: Math.max(magnitude.least, Number.MIN_VALUE),
      most: Math.min(magnitude.most, most),
    }
    if (left.short && right.short) return result(sql`(${asking(left.sql, right.sql)})`, bounded)
    const [l, r] = [sql.raw('o.l'), sql.raw('o.r')]
    return result(
      sql`(select ${asking(l, r)} from (values (${left.sql}, ${right.sql})) as o(l, r))`,
      bounded,
    )
  }

const number = (value: number): Sql => sql.raw(`'${value}'::double precision`)
const size = (value: Sql): Sql => sql`abs(${value})`
const least = (left: Sql, right: Sql): Sql => sql`least(${size(left)}, ${size(right)})`
const greatest = (left: Sql, right: Sql): Sql => sql`greatest(${size(left)}, ${size(right)})`
/** `least` and `greatest` pass nulls over. */
const unknown = (left: Sql, right: Sql): Sql =>
  sql`case when ${left} is null or ${right} is null then null`
/**
 * Powers of two change no digit of a number: an operation on scaled operands rounds as the
 * operation itself.
 */
const [down, up] = [number(2 ** -600), number(2 ** 600)]

const sumMagnitude = (left: Magnitude, right: Magnitude): Magnitude => ({
  // The difference of whole numbers is a whole number; of others it may be as small as can be, but
  // never too small.
  least: left.least >= 1 && right.least >= 1 ? 1 : 1e-300,
  most: left.most + right.most,
})
/**
 * Both halves are of a size that cannot overflow; what is below 1 does not count when the other is
 * near the greatest number.
 */
const askingSum =
  (sign: '+' | '-'): Write =>
  (left, right) => {
    const [signed, half] = [sign === '+' ? right : sql`-${right}`, number(0.5)]
    const halves = sql`${left} * ${half} ${sql.raw(sign)} ${right} * ${half}`
    const limit = number(most / 2)
    return sql`${unknown(left, right)} when ${greatest(left, right)} < ${number(8e307)} then ${left} ${sql.raw(sign)} ${right} when ${size(right)} < 1 then ${left} when ${size(left)} < 1 then ${signed} else greatest(least(${halves}, ${limit}), -${limit}) * 2 end`
  }
const sum = (sign: '+' | '-') =>
  binary((left, right) => sql`(${left} ${sql.raw(sign)} ${right})`, askingSum(sign), sumMagnitude)

const overflow = number(most * 2 ** -600 * 2 ** -600)
const productAsking: Write = (left, right) => {
  const [lesser, greater] = [least(left, right), greatest(left, right)]
  const beyond = sql`${lesser} > 1 and ${greater} > ${number(1e150)} and (${lesser} * ${down}) * (${greater} * ${down}) > ${overflow}`
  const vanishing = sql`${greater} < 1 and ${lesser} < ${number(1e-150)} and (${lesser} * ${up}) * (${greater} * ${up}) <= ${number(2 ** 125)}`
  return sql`${unknown(left, right)} when ${left} = 0 or ${right} = 0 then 0 when ${beyond} then sign(${left}) * sign(${right}) * ${number(most)} when ${vanishing} then 0 else ${left} * ${right} end`
}

/** Slightly below the greatest number, so that no quotient overflows by rounding. */
const nearMost = number(1.7976931348623155e308)
const quotientAsking: Write = (left, right) => {
  const beyond = sql`${size(right)} < 1 and ${size(left)} > ${size(right)} * ${nearMost}`
  const vanishing = sql`${size(right)} > 1 and ${size(left)} < 1 and ${size(left)} * ${number(2 ** 75)} <= ${size(right)} * ${number(2 ** -1000)}`
  return sql`${unknown(left, right)} when ${right} = 0 then null when ${beyond} then sign(${left}) * sign(${right}) * ${number(most)} when ${vanishing} then 0 else ${left} / ${right} end`
}

export const arithmetic = {
  add: sum('+'),
  subtract: sum('-'),
  multiply: binary(
    (left, right) => sql`(${left} * ${right})`,
    productAsking,
    (left, right) => ({ least: left.least * right.least, most: left.most * right.most }),
  ),
  divide: binary(
    (left, right) => sql`(${left} / nullif(${right}, 0))`,
    quotientAsking,
    (left, right) => ({ least: left.least / right.most, most: left.most / right.least }),
  ),
  negate: ([one], scope) => {
    const { sql: value, magnitude } = operand(one!, scope)
    return result(sql`(0 - ${value})`, magnitude)
  },
  abs: ([one], scope) => {
    const { sql: value, magnitude } = operand(one!, scope)
    return result(sql`abs(${value})`, magnitude)
  },
  round: ([one, digits], scope) => {
    const [n, d] = [
      operand(one!, scope).sql,
      digits ? operand(digits, scope).sql : sql`0::double precision`,
    ]
    const limit = sql.raw(`'${most}'::numeric`)
    const rounded = sql`greatest(least(round(n::numeric, least(greatest(d, -400), 400)::integer), ${limit}), -${limit})::double precision`
    return result(
      sql`(select case when n is null or d is null then null when n = trunc(n) and d >= 0 then n else ${rounded} end from (values (${n}, ${d})) as r(n, d))`,
      {
        least: Number.MIN_VALUE,
        most,
      },
    )
  },
} satisfies Record<string, OperatorSql>
