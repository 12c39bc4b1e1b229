import type { ValueNode } from '../../../../expression/node.ts'
import { keyParts } from '../../../../expression/operator/keys.ts'
import { fragment } from '../fragment.ts'
import { sql } from '../sql.ts'
import { besideList } from './comparison.ts'
import type { OperatorSql } from './operator-sql.ts'

export const keys = {
  /**
   * One array for each part of the key, however many keys there are: a join that the primary key's
   * index serves.
   */
  inKeys: (operands, scope) => {
    const parts = keyParts(operands).map(([part, list]) =>
      besideList(scope.expression(part), list as ValueNode, scope),
    )
    const present = parts.filter((part) => part !== undefined)
    if (present.length < parts.length) return fragment(sql`false::boolean`, 'boolean')
    const [candidate, arrays] = [
      present.map((part) => part.candidate),
      present.map((part) => part.array),
    ]
    return fragment(
      sql`((${sql.join(candidate)}) in (select * from unnest(${sql.join(arrays)})))`,
      'boolean',
    )
  },
} satisfies Record<string, OperatorSql>
