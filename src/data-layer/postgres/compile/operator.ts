import type { CallNode, Operator } from '../../../expression/node.ts'
import { sql } from 'kysely'
import type { Place } from './place.ts'
import { type Fragment, fragment } from './fragment.ts'
import { arithmetic } from './operator/arithmetic.ts'
import { comparisons } from './operator/comparison.ts'
import { lists } from './operator/list.ts'
import { logic } from './operator/logic.ts'
import { text } from './operator/text.ts'
import { vectors } from './operator/vector.ts'
import type { OperatorSql } from './operator/operator-sql.ts'
import type { QueryScope } from './scope.ts'

const now: OperatorSql = () => fragment(sql`date_trunc('milliseconds', statement_timestamp())`, 'timestamptz')

const table: Readonly<Record<Operator, OperatorSql>> = { ...logic, ...comparisons, ...arithmetic, ...text, ...lists, ...vectors, now }

export const operatorSql = ({ operator, operands }: CallNode, scope: QueryScope, place: Place): Fragment => table[operator](operands, scope, place)
