import type { Node } from '../../../../expression/node.ts'
import { trimmedCharacters } from '../../../../expression/operator/text.ts'
import { castTo, fragment } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'
import { sql, type Sql } from '../sql.ts'
import type { OperatorSql } from './operator-sql.ts'

const worded = new Set(['text', 'uuid', 'date'])
const words = (node: Node, scope: QueryScope): Sql => {
  const value = scope.expression(node, { like: { storage: 'text' } })
  return worded.has(value.storage) ? castTo(value, 'text').sql : sql`null::text`
}
const test =
  (write: (text: Sql, part: Sql) => Sql): OperatorSql =>
  ([text, part], scope) =>
    fragment(write(words(text!, scope), words(part!, scope)), 'boolean')
const change =
  (write: (text: Sql) => Sql): OperatorSql =>
  ([operand], scope) =>
    fragment(write(words(operand!, scope)), 'text')

export const text = {
  concat: (parts, scope) =>
    fragment(
      parts.length
        ? sql`(${sql.join(
            parts.map((part) => words(part, scope)),
            sql` || `,
          )})`
        : sql`''::text`,
      'text',
    ),
  lower: change((value) => sql`lower(${value} collate "C")`),
  upper: change((value) => sql`upper(${value} collate "C")`),
  trim: ([operand], scope) =>
    fragment(
      sql`btrim(${words(operand!, scope)}, ${scope.compilation.constant(trimmedCharacters, 'text')})`,
      'text',
    ),
  md5: change((value) => sql`md5(${value})`),
  length: ([operand], scope) =>
    fragment(sql`char_length(${words(operand!, scope)})::bigint`, 'bigint'),
  contains: test((value, part) => sql`(strpos(${value}, ${part}) > 0)`),
  startsWith: test((value, part) => sql`starts_with(${value}, ${part})`),
  endsWith: test((value, part) => sql`(right(${value}, char_length(${part})) = ${part})`),
} satisfies Record<string, OperatorSql>
