import type { CallNode, Operator } from '../../../expression/node.ts'
import type { Fragment } from './fragment.ts'
import { arithmetic } from './operator/arithmetic.ts'
import { comparisons } from './operator/comparison.ts'
import { keys } from './operator/keys.ts'
import { lists } from './operator/list.ts'
import { logic } from './operator/logic.ts'
import type { OperatorSql } from './operator/operator-sql.ts'
import { text } from './operator/text.ts'
import { times } from './operator/time.ts'
import { vectors } from './operator/vector.ts'
import type { ValuePlace, QueryScope } from './scope.ts'

const table: Readonly<Record<Operator, OperatorSql>> = {
  ...logic,
  ...comparisons,
  ...keys,
  ...arithmetic,
  ...text,
  ...lists,
  ...vectors,
  ...times,
}

export const operatorSql = (
  { operator, operands }: CallNode,
  scope: QueryScope,
  place: ValuePlace,
): Fragment => table[operator](operands, scope, place)
