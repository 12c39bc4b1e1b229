import type { Node } from '../../expression/node.ts'
import { bind } from '../../expression/bind.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { typedOperands } from '../../resource/typed-operands.ts'
import { authorizeRead } from '../authorize.ts'
import { bindingsOf } from '../bindings.ts'
import { conjunction, leavesNothing } from '../conjunction.ts'
import type { ActionScope } from '../scope.ts'
import { baseFilter } from './base-filter.ts'

/** The planning of one read: what the actor may see of each resource is asked once. */
export class Reading {
  readonly scope: ActionScope
  readonly #permissions = new Map<ResourceInfo, { readonly filter: Node | undefined }>()
  readonly #values: Readonly<Record<string, unknown>>
  constructor(scope: ActionScope, values: Readonly<Record<string, unknown>> = {}) {
    this.scope = scope
    this.#values = values
  }
  /** What of a resource is found at the end of a relationship. Throws `ForbiddenError` where the actor may read none whatever the data. */
  related(relationship: RelationshipInfo): Node | undefined {
    const { destination, through } = relationship
    const joins = through && this.#visible(through.resource)
    return conjunction(this.#visible(destination), leavesNothing(joins) ? joins : undefined)
  }
  /** Which join records of a many-to-many relationship the actor may see, where it is not all or none of them. */
  joined({ through }: RelationshipInfo): Node | undefined {
    const condition = through && this.#visible(through.resource)
    return leavesNothing(condition) ? undefined : condition
  }
  #visible(resource: ResourceInfo): Node | undefined {
    const known = this.#permissions.get(resource) ?? { filter: conjunction(authorizeRead(this.scope, resource), baseFilter(this.scope, resource)) }
    this.#permissions.set(resource, known)
    return known.filter
  }
  /** The tree with the call's values in it, as the types beside them have them. */
  bind(info: ResourceInfo, node: Node): Node {
    return typedOperands(info, bind(node, bindingsOf(this.scope, this.#values)))
  }
}
