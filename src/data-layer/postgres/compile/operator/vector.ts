import { fragment } from '../fragment.ts'
import { sql, type Sql } from '../sql.ts'
import { alike, type OperatorSql } from './operator-sql.ts'

const pairs = (left: Sql, right: Sql): Sql => sql`unnest(${left}, ${right}) as v(x, y)`

interface Forms {
  readonly native: (left: Sql, right: Sql, indexable: boolean) => Sql
  /** Over pairs of elements, where there is no pgvector. */
  readonly plain: (left: Sql, right: Sql) => Sql
}
const distance =
  ({ native, plain }: Forms): OperatorSql =>
  (operands, scope, { indexable = false }) => {
    const { vector } = scope.compilation.dialect
    const { fragments } = alike(operands, scope, {
      storage: vector ? 'vector' : 'double precision[]',
    })
    const [left, right] = [fragments[0]!.sql, fragments[1]!.sql]
    return fragment(
      vector ? native(left, right, indexable) : plain(left, right),
      'double precision',
    )
  }

export const vectors = {
  cosineDistance: distance({
    native: (left, right, indexable) =>
      indexable
        ? sql`(${left} <=> ${right})`
        : sql`nullif(${left} <=> ${right}, 'NaN'::double precision)`,
    plain: (left, right) =>
      sql`(select case when n > 0 then 1 - greatest(-1, least(1, dot / n)) end from (select sum(x * y) as dot, sqrt(sum(x * x) * sum(y * y)) as n from ${pairs(left, right)}) as s)`,
  }),
  l2Distance: distance({
    native: (left, right) => sql`(${left} <-> ${right})`,
    plain: (left, right) => sql`(select sqrt(sum((x - y) * (x - y))) from ${pairs(left, right)})`,
  }),
  innerProduct: distance({
    native: (left, right) => sql`(0 - (${left} <#> ${right}))`,
    plain: (left, right) => sql`(select sum(x * y) from ${pairs(left, right)})`,
  }),
} satisfies Record<string, OperatorSql>
