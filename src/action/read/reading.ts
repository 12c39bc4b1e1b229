import { bind } from '../../expression/bind.ts'
import type { Node } from '../../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { typedOperands } from '../../resource/typed-operands.ts'
import { authorizeRead } from '../authorize/authorize.ts'
import { alwaysFalse, bindingsOf, conjunction, leavesNothing } from '../authorize/conjunction.ts'
import { primaryRead } from '../contract/action-info.ts'
import { castInput } from '../input/input-shape.ts'
import { type ActionScope, contextFor } from '../session/scope.ts'
import { declaredFilter } from './declared-filter.ts'
import { guard } from './guard.ts'
import { prepare } from './query-builder.ts'

/** What of related records counts, from one point of view. */
export interface View {
  readonly reading: Reading
  /**
   * What of a resource is found at the end of a relationship; undefined is all. Throws
   * `ForbiddenError` where the actor may read none whatever the data.
   */
  related(relationship: RelationshipInfo): Node | undefined
  /**
   * Which join records of a many-to-many relationship count, where it is not all or none of them.
   */
  joined(relationship: RelationshipInfo): Node | undefined
}

const view = (reading: Reading, counts: (resource: ResourceInfo) => Node | undefined): View => ({
  reading,
  related({ destination, through }) {
    const joins = through && counts(through.resource)
    return conjunction(counts(destination), leavesNothing(joins) ? joins : undefined)
  },
  joined({ through }) {
    const condition = through && counts(through.resource)
    return leavesNothing(condition) ? undefined : condition
  },
})

/**
 * The planning of one read: what the actor may see of each resource, and what its primary read
 * keeps, is asked once.
 */
export class Reading {
  readonly scope: ActionScope
  /**
   * What the actor sees: of what primary reads keep, what the policies allow. The system sees all
   * of it.
   */
  readonly visible: View
  /** What primary reads keep, for every actor. */
  readonly primary: View
  readonly #values: Readonly<Record<string, unknown>>
  readonly #allowed = new Map<ResourceInfo, { readonly filter: Node | undefined }>()
  readonly #bases = new Map<ResourceInfo, { readonly filter: Node | undefined }>()
  readonly #prepared = new Map<ResourceInfo, { readonly filter: Node | undefined }>()
  readonly #awaited = new Set<ResourceInfo>()
  constructor(scope: ActionScope, values: Readonly<Record<string, unknown>> = {}) {
    this.scope = scope
    this.#values = values
    this.visible = view(this, (resource) =>
      conjunction(this.#allowedOf(resource), this.#baseOf(resource)),
    )
    this.primary = view(this, (resource) => this.#baseOf(resource))
  }
  /** The tree with the call's values in it, read by the types that they are compared with. */
  bind(info: ResourceInfo, node: Node): Node {
    return typedOperands(info, bind(node, bindingsOf(this.scope, this.#values)))
  }
  /**
   * What the developer wrote, bound: what it mentions by name is as the actor sees it, and its own
   * paths follow what primary reads keep.
   */
  trusted(info: ResourceInfo, node: Node): Node {
    return this.bind(info, guard(this.primary, info, node))
  }
  /**
   * Plans, which asks nobody. Where a primary read on the way has preparations, these are run and
   * it is planned again with what they leave out.
   */
  async planned<T>(plan: () => T): Promise<T> {
    for (;;) {
      const result = plan()
      if (this.#awaited.size === 0) return result
      for (const resource of this.#awaited)
        this.#prepared.set(resource, { filter: await this.#preparation(resource) })
      this.#awaited.clear()
      this.#bases.clear()
    }
  }
  #allowedOf(resource: ResourceInfo): Node | undefined {
    const entry = this.#allowed.get(resource) ?? { filter: authorizeRead(this.scope, resource) }
    this.#allowed.set(resource, entry)
    return entry.filter
  }
  /**
   * What the primary read narrows its records to, wherever they are looked up. Where that leads
   * back to its own resource, it is not asked again.
   */
  #baseOf(resource: ResourceInfo): Node | undefined {
    const entry = this.#bases.get(resource)
    if (entry) return entry.filter
    const info = primaryRead(resource)
    const { filter, prepare: preparations = [] } = info.definition
    const own = filter && declaredFilter(this.scope, info, castInput(info, {}).arguments, filter)
    const narrowed = conjunction(own, preparations.length ? this.#preparedFor(resource) : undefined)
    this.#bases.set(resource, { filter: narrowed })
    const guarded = narrowed && this.trusted(resource, narrowed)
    this.#bases.set(resource, { filter: guarded })
    return guarded
  }
  #preparedFor(resource: ResourceInfo): Node | undefined {
    const entry = this.#prepared.get(resource)
    if (!entry) this.#awaited.add(resource)
    return entry ? entry.filter : alwaysFalse
  }
  async #preparation(resource: ResourceInfo): Promise<Node | undefined> {
    const info = primaryRead(resource)
    const values = castInput(info, {}).arguments
    const { filter } = await prepare(
      resource,
      info.definition.prepare ?? [],
      contextFor(this.scope, info, values),
    )
    return filter && typedOperands(resource, bind(filter, bindingsOf(this.scope, values)))
  }
}
