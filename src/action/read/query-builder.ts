import type { Expr, Node, SortNode } from '../../expression/node.ts'
import { conditionNode } from '../../resource/condition-node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { type AnySortKey, sortNodes } from '../../resource/sort-nodes.ts'
import { conjunction } from '../conjunction.ts'
import type { ActionContext } from '../context.ts'
import type { Preparation } from '../preparation.ts'

export interface Prepared {
  readonly filter?: Node
  readonly sort?: readonly SortNode[]
  readonly limit?: number
}

/** The query that preparations narrow. Immutable. */
class PreparedQuery {
  readonly arguments: Readonly<Record<string, unknown>>
  readonly prepared: Prepared
  readonly #resource: ResourceInfo
  constructor(resource: ResourceInfo, values: Readonly<Record<string, unknown>>, prepared: Prepared = {}) {
    this.#resource = resource
    this.arguments = values
    this.prepared = prepared
  }
  #with(changes: Prepared): PreparedQuery {
    return new PreparedQuery(this.#resource, this.arguments, { ...this.prepared, ...changes })
  }
  filter(filter: (refs: never) => Expr<boolean>): PreparedQuery {
    const narrowed = conjunction(
      this.prepared.filter,
      conditionNode(filter, refsOf(this.#resource), { resource: this.#resource.name, path: ['prepare', 'filter'] }),
    )
    return narrowed ? this.#with({ filter: narrowed }) : this
  }
  sort(...keys: readonly AnySortKey[]): PreparedQuery {
    return this.#with({ sort: sortNodes(this.#resource, keys) })
  }
  limit(limit: number): PreparedQuery {
    return this.#with({ limit })
  }
}

/** Runs a read's preparations in order. */
export const prepare = async (resource: ResourceInfo, preparations: readonly Preparation<unknown>[], context: ActionContext): Promise<Prepared> => {
  let query = new PreparedQuery(resource, context.arguments)
  for (const preparation of preparations) query = (await preparation(query, context)) as never
  return query.prepared
}
