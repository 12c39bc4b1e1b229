import type { Node } from '../../../../expression/node.ts'
import { earliest, latest, lengths } from '../../../../expression/time.ts'
import { isNumericStorage } from '../../../../type/stored-form.ts'
import { castTo, fragment } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import { sql, type Sql } from '../sql.ts'
import type { OperatorSql } from './operator-sql.ts'

const time = (node: Node, scope: QueryScope): Sql => {
  const value = scope.expression(node, { like: { storage: 'timestamptz' } })
  return value.storage === 'timestamptz' ? value.sql : sql`null::timestamptz`
}
const amount = (node: Node, scope: QueryScope): Sql => {
  const value = scope.expression(node, { like: { storage: 'double precision' } })
  return isNumericStorage(value.storage)
    ? castTo(value, 'double precision').sql
    : sql`null::double precision`
}
const word = (node: Node, scope: QueryScope): Sql =>
  castTo(scope.expression(node, { like: { storage: 'text' } }), 'text').sql
const at = (moment: number): Sql =>
  sql.raw(`timestamp '${new Date(moment).toISOString().slice(0, -1)}'`)
const [first, last] = [at(earliest), at(latest)]

/**
 * In UTC whatever the connection's zone, to the millisecond, and between the first and the last
 * time that a field can hold: nothing here raises.
 */
const local = (value: Sql): Sql =>
  sql`case when ${value} is null then null else greatest(least(date_trunc('milliseconds', ${value} at time zone 'UTC'), ${last}), ${first}) end`

const seconds = sql.raw(
  Object.entries(lengths)
    .map(([unit, length]) => `when '${unit}' then ${length}`)
    .join(' '),
)
/** From milliseconds since 1970. */
const fromEpoch = (name: string): Sql =>
  sql.raw(
    `timestamp '1970-01-01' + floor(${name} / 86400000)::integer * interval '1 day' + (${name} - floor(${name} / 86400000) * 86400000) * interval '1 millisecond'`,
  )

/** `d` later by `n` of the unit `u`. */
const laterByLength = sql`(select ${fromEpoch('e.t')} from (values (least(greatest(round((extract(epoch from v.d) * 1000)::double precision) + trunc(least(greatest(v.n, -1e13), 1e13) * case v.u ${seconds} end), ${sql.raw(String(earliest))}), ${sql.raw(String(latest))}))) as e(t))`
const laterByMonths = sql`(select case when extract(year from v.d) * 12 + extract(month from v.d) - 1 + m.k < 12 then ${first} when extract(year from v.d) * 12 + extract(month from v.d) - 1 + m.k >= 120000 then ${last} else v.d + make_interval(months => m.k) end from (values (trunc(least(greatest(v.n, -200000), 200000))::integer * case v.u when 'year' then 12 else 1 end)) as m(k))`

export const times = {
  now: () => fragment(sql`date_trunc('milliseconds', statement_timestamp())`, 'timestamptz'),
  dateAdd: ([date, count, unit], scope) =>
    fragment(
      sql`((select case when v.d is null or v.n is null then null when v.u in ('month', 'year') then ${laterByMonths} when v.u in (${sql.raw(
        Object.keys(lengths)
          .map((name) => `'${name}'`)
          .join(', '),
      )}) then ${laterByLength} end from (select ${local(sql.raw('w.d'))} as d, w.n, w.u from (values (${time(date!, scope)}, ${amount(count!, scope)}, ${word(unit!, scope)})) as w(d, n, u)) as v) at time zone 'UTC')`,
      'timestamptz',
    ),
  startOf: ([unit, date], scope) =>
    fragment(
      sql`((select date_trunc(v.u, ${local(sql.raw('v.d'))}) from (values (${word(unit!, scope)}, ${time(date!, scope)})) as v(u, d)) at time zone 'UTC')`,
      'timestamptz',
    ),
} satisfies Record<string, OperatorSql>
