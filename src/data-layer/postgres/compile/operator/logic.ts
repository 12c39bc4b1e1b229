import { fragment } from '../fragment.ts'
import { sql } from '../sql.ts'
import { alike, type OperatorSql } from './operator-sql.ts'

const connective =
  (word: string, empty: string): OperatorSql =>
  (operands, scope) =>
    fragment(
      operands.length
        ? sql`(${sql.join(
            operands.map((operand) => scope.condition(operand)),
            sql.raw(` ${word} `),
          )})`
        : sql.raw(empty),
      'boolean',
    )

export const logic = {
  and: connective('and', 'true'),
  or: connective('or', 'false'),
  not: ([operand], scope) => fragment(sql`(not ${scope.condition(operand!)})`, 'boolean'),
  if: ([test, ...branches], scope, { like }) => {
    const { fragments, storage, type, magnitude } = alike(branches, scope, like)
    return {
      sql: sql`(case when ${scope.condition(test!)} then ${fragments[0]!.sql} else ${fragments[1]!.sql} end)`,
      storage,
      type,
      magnitude,
    }
  },
} satisfies Record<string, OperatorSql>
