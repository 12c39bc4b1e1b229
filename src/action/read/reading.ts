import { CapabilityMissing } from '../../error/capability-missing.ts'
import type { Node } from '../../expression/node.ts'
import { bind } from '../../expression/bind.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
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
    return conjunction(this.#visible(relationship.destination), this.#joined(relationship))
  }
  #visible(resource: ResourceInfo): Node | undefined {
    const known = this.#permissions.get(resource) ?? { filter: conjunction(authorizeRead(this.scope, resource), baseFilter(this.scope, resource)) }
    this.#permissions.set(resource, known)
    return known.filter
  }
  // A plan has no place for a condition on the join record, so one that would be needed is refused rather than left out.
  #joined({ name, through }: RelationshipInfo): Node | undefined {
    const condition = through && this.#visible(through.resource)
    if (!condition || leavesNothing(condition)) return condition
    throw new CapabilityMissing({
      of: `${this.scope.runtime.dataLayer.name} data layer`,
      capability: 'conditions on join records',
      neededBy: `the relationship ${name}, whose join resource ${through.resource.name} may be read in part only,`,
      fix: `Let the policies of ${through.resource.name} allow all reads or none.`,
    })
  }
  bind(node: Node): Node {
    return bind(node, bindingsOf(this.scope, this.#values))
  }
}
