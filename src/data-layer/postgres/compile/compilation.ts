import type { Node, ValueNode } from '../../../expression/node.ts'
import type { Storage } from '../../../type/type.ts'
import { castSql, type Dialect, type Fragment } from './fragment.ts'
import type { PlanShape } from './plan-shape.ts'
import type { ValuePlace, QueryScope } from './scope.ts'
import { Slot } from './slot.ts'
import { sql, type Sql } from './sql.ts'

/** One statement in the making: which server it is for, and where its values come from. */
export class Compilation {
  readonly dialect: Dialect
  readonly #shape: PlanShape
  /**
   * Writes an expression; given from outside, because operators and relations write the expressions
   * inside them.
   */
  readonly express: (node: Node, scope: QueryScope, place: ValuePlace) => Fragment
  #aliases = 0
  constructor(dialect: Dialect, shape: PlanShape, express: Compilation['express']) {
    this.express = express
    this.dialect = dialect
    this.#shape = shape
  }
  alias(): string {
    return `t${this.#aliases++}`
  }
  /**
   * A value of the plan as a parameter of a type. What a declaration fixes is not a value of the
   * plan and stays as it is.
   */
  parameter(node: ValueNode, storage: Storage, encode: (value: never) => string | null): Sql {
    return this.typed(
      new Slot(this.#shape.positions.get(node) ?? { constant: node.value }, encode),
      storage,
    )
  }
  constant(value: string, storage: Storage): Sql {
    return this.typed(new Slot({ constant: value }, String), storage)
  }
  bound(kind: 'limits' | 'offsets', plan: object): Sql {
    return this.typed(new Slot(this.#shape[kind].get(plan)!, String), 'bigint')
  }
  typed(slot: Slot, storage: Storage): Sql {
    return castSql(sql`${slot}`, storage)
  }
}
