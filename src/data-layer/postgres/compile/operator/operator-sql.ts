import type { Node } from '../../../../expression/node.ts'
import type { Place } from '../place.ts'
import type { Fragment } from '../fragment.ts'
import type { QueryScope } from '../scope.ts'

/** How an operator is written. */
export type OperatorSql = (operands: readonly Node[], scope: QueryScope, place: Place) => Fragment
