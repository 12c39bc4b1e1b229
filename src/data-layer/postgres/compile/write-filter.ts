import type { Node } from '../../../expression/node.ts'
import { operatorTable } from '../../../expression/operator/table.ts'
import { whereTrue } from '../../../expression/truth.ts'
import { isSingle, joinTo } from './relation.ts'
import { QueryScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

/**
 * The filter of a statement that cannot join, a write's. What it asks of a record at the end of a
 * to-one relationship becomes an `exists`, which Postgres plans as a join or a hash; a subquery in
 * its place would run once for each record of the table. A filter keeps what is true, so false and
 * unknown are the same here.
 */
export const writeFilterSql = (filter: Node, scope: QueryScope): Sql =>
  holdsSql(whereTrue(filter), scope)

const holdsSql = (node: Node, scope: QueryScope): Sql => {
  if (
    node.kind === 'call' &&
    (node.operator === 'and' || node.operator === 'or') &&
    node.operands.length > 1
  )
    return sql`(${sql.join(
      node.operands.map((operand) => holdsSql(operand, scope)),
      sql.raw(` ${node.operator} `),
    )})`
  const head = isNullOnNull(node) ? soleStep(node) : undefined
  const relationship = head === undefined ? undefined : scope.relationship(head)
  if (!relationship || !isSingle(relationship)) return scope.condition(node)
  const joining = new QueryScope(scope.compilation, scope.info, new Map(), scope.alias)
  joinTo(joining, relationship)
  const condition = joining.condition(node)
  return joining.existsJoined(condition)
}

/** Whether a condition is unknown wherever a field that it mentions has no value. */
const isNullOnNull = (node: Node): boolean => {
  if (node.kind === 'value' || node.kind === 'ref') return true
  if (node.kind !== 'call') return false
  const { operator, operands } = node
  if (operator === 'in') return operands[1]!.kind === 'value' && isNullOnNull(operands[0]!)
  return operatorTable[operator].strict === true && operands.every(isNullOnNull)
}

/** The one relationship that everything beyond the record itself is reached by. */
const soleStep = (node: Node): string | undefined => {
  const steps = firstSteps(node)
  return steps.size === 1 ? [...steps][0] : undefined
}
const firstSteps = (node: Node): Set<string> => {
  if (node.kind === 'ref') return new Set(node.path.slice(0, 1))
  return node.kind === 'call'
    ? new Set(node.operands.flatMap((operand) => [...firstSteps(operand)]))
    : new Set()
}
