import type { SortNode } from '../../../expression/node.ts'
import type { IndexInfo, ResourceInfo } from '../../../resource/info.ts'
import { Compilation } from '../compile/compilation.ts'
import { expressionSql } from '../compile/expression.ts'
import { castSql, type Dialect, ordered } from '../compile/fragment.ts'
import { PlanShape } from '../compile/plan-shape.ts'
import { orderWords } from '../compile/relation.ts'
import { QueryScope } from '../compile/scope.ts'
import type { Slot } from '../compile/slot.ts'
import { sql, type Sql } from '../compile/sql.ts'
import { statement } from '../compile/statement.ts'
import { identifier, textLiteral } from './names.ts'

/** A statement that defines something takes no parameters: its values are literals. */
class Definition extends Compilation {
  override typed(slot: Slot, storage: string): Sql {
    const value = slot.text([])
    return castSql(sql.raw(value === null ? 'null' : textLiteral(value)), storage)
  }
}

const text = (fragment: Sql): string => statement(fragment, () => ({})).text

/**
 * The keys and the condition of an index as the SQL of its definition, written as queries write the
 * same expressions.
 */
export const indexSql = (
  info: ResourceInfo,
  { keys, where, method }: IndexInfo,
  dialect: Dialect,
): { readonly keys: string[]; readonly where?: string } => {
  const scope = new QueryScope(
    new Definition(dialect, new PlanShape(), expressionSql),
    info,
    undefined,
    info.table,
  )
  const key = ({ by, ...how }: SortNode): string => {
    const column =
      by.kind === 'ref'
        ? identifier(scope.attribute(by.name).column)
        : `(${text(ordered(scope.expression(by)))})`
    return method === 'btree' ? `${column}${orderWords(how)}` : column
  }
  return { keys: keys.map(key), ...(where ? { where: text(scope.condition(where)) } : {}) }
}
