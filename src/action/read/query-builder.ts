import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { noSuchInputs } from '../../error/no-such-name.ts'
import type { Expr, Node, SortNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { conditionNode, refsOf } from '../../resource/make-refs.ts'
import { type AnySortKey, sortNodes } from '../../resource/sort-nodes.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { ActionContext, Preparation } from '../contract/context.ts'
import type { AnyQuery } from './plan-read.ts'

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
  constructor(
    resource: ResourceInfo,
    values: Readonly<Record<string, unknown>>,
    prepared: Prepared = {},
  ) {
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
      conditionNode(filter, refsOf(this.#resource), {
        resource: this.#resource.name,
        path: ['prepare', 'filter'],
      }),
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
export const prepare = async (
  resource: ResourceInfo,
  preparations: readonly Preparation<unknown>[],
  context: ActionContext,
): Promise<Prepared> => {
  let query = new PreparedQuery(resource, context.arguments)
  for (const preparation of preparations) query = (await preparation(query, context)) as never
  return query.prepared
}

/** Every option of a query, so that a new one that is not listed does not compile. */
const options: Readonly<Record<keyof AnyQuery | 'signal' | 'privateArguments', true>> = {
  filter: true,
  filterInput: true,
  sort: true,
  sortInput: true,
  load: true,
  limit: true,
  offset: true,
  signal: true,
  privateArguments: true,
}
const all = Object.keys(options)

/** What chooses the records of a bulk write: an order or a limit would be ignored. */
export const choosing = ['filter', 'filterInput'] as const

/**
 * Refuses what is not an option of a query: a misspelled filter would be none, and every record
 * would be meant.
 */
export const assertQuery = (query: unknown, of: string, names: readonly string[] = all): void => {
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    throw new AssumptionFailedError(`The query of ${of} is not an object of options.`, {
      fix: `Write { ${names[0]}: … }, or {} for every record.`,
    })
  const unknown = Object.keys(query).filter((name) => !names.includes(name))
  if (unknown.length)
    throw groupErrors(noSuchInputs(unknown, { known: names, of: `the query of ${of}` }))
}
