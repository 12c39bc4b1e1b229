import type { Node } from '../../expression/node.ts'
import { bind } from '../../expression/bind.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { authorizeRead } from '../authorize.ts'
import { bindingsOf } from '../bindings.ts'
import type { ActionScope } from '../scope.ts'

/** The planning of one read: what the actor may see of each resource is asked once. */
export class Reading {
  readonly scope: ActionScope
  readonly #permissions = new Map<ResourceInfo, { readonly filter: Node | undefined }>()
  readonly #values: Readonly<Record<string, unknown>>
  constructor(scope: ActionScope, values: Readonly<Record<string, unknown>> = {}) {
    this.scope = scope
    this.#values = values
  }
  /** Throws `ForbiddenError` where the actor may read none whatever the data. */
  permission(resource: ResourceInfo): Node | undefined {
    const known = this.#permissions.get(resource) ?? { filter: authorizeRead(this.scope, resource) }
    this.#permissions.set(resource, known)
    return known.filter
  }
  bind(node: Node): Node {
    return bind(node, bindingsOf(this.scope, this.#values))
  }
}
