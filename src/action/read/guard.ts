import { isAmbiguous } from '../../data-layer/foreign-key.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import {
  type AggregateNode,
  call,
  type ExistsNode,
  type Node,
  type RefNode,
  refNode,
  valueNode,
} from '../../expression/node.ts'
import { mapChildren } from '../../expression/walk.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { View } from './reading.ts'

/** The relationships of a path, in order. */
const along = (info: ResourceInfo, path: readonly string[]): RelationshipInfo[] =>
  path.reduce<RelationshipInfo[]>((hops, name) => {
    const at = hops.at(-1)?.destination ?? info
    const next = at.relationships.get(name)
    if (!next) throw new AssumptionFailedError(`${at.name} has no relationship "${name}".`)
    return [...hops, next]
  }, [])

/** Whether a record on the way, not counting the last one, may be left out. */
const hidesBetween = (view: View, hops: readonly RelationshipInfo[]) =>
  hops.slice(0, -1).some((hop) => view.related(hop) !== undefined || view.joined(hop) !== undefined)

/**
 * What follows one relationship, with what counts at its end and of the join records on the way.
 * Where a to-one relationship has to choose, it chooses among the records that count.
 */
export const guardHop = <N extends ExistsNode | AggregateNode>(
  view: View,
  hop: RelationshipInfo,
  node: N,
): N => {
  const related = view.related(hop)
  const join = isAmbiguous(hop) ? related : view.joined(hop)
  const where = isAmbiguous(hop) ? node.where : conjunction(related, node.where)
  const guarded: ExistsNode | AggregateNode = { ...node, where, ...(join ? { join } : {}) }
  return Object.freeze(guarded) as N
}

/**
 * The value of something at the end of one to-one relationship; null where its record does not
 * count.
 */
const throughOne = (view: View, hop: RelationshipInfo, of: Node, origin: RefNode['origin']): Node =>
  guardHop(view, hop, {
    kind: 'aggregate',
    function: 'first',
    path: Object.freeze([hop.name]),
    of,
    where: undefined,
    sort: [],
    origin,
  })

/**
 * A calculation or aggregate as the actor sees it: written out where something in it may be left
 * out, or depends on the call.
 */
const guardDerived = (view: View, info: ResourceInfo, node: RefNode): Node => {
  const derived = info.aggregates.get(node.name) ?? info.calculations.get(node.name)
  if (!derived) return node
  const { reading } = view
  const own = reading.bind(info, guard(reading.visible, info, derived.node))
  return own === derived.node ? node : own
}

const guardRef = (view: View, info: ResourceInfo, node: RefNode): Node => {
  if (node.path.length === 0) return guardDerived(view, info, node)
  const hops = along(info, node.path)
  const target = hops.at(-1)!.destination
  const isDerived = target.aggregates.has(node.name) || target.calculations.has(node.name)
  const eye = isDerived ? view.reading.visible : view
  const end = refNode([], node.name, node.origin)
  const value = isDerived ? guardDerived(eye, target, end) : end
  if (value === end && hops.every((hop) => eye.related(hop) === undefined)) return node
  return hops.reduceRight((of, hop) => throughOne(eye, hop, of, node.origin), value)
}

const guardExists = (view: View, info: ResourceInfo, node: ExistsNode): Node => {
  const hops = along(info, node.path)
  const [head, ...rest] = node.path as [string, ...string[]]
  if (rest.length === 0 || !hidesBetween(view, hops)) {
    const target = hops.at(-1)!
    return guardHop(view, target, {
      ...node,
      where: node.where && guard(view, target.destination, node.where),
    })
  }
  const inner = guardExists(view, hops[0]!.destination, { ...node, path: rest })
  const { join: _, ...outer } = node
  return guardHop(view, hops[0]!, { ...outer, path: [head], where: inner })
}

const ofNone: Partial<Record<AggregateNode['function'], unknown>> = {
  count: 0,
  exists: false,
  list: [],
}

const guardAggregate = (view: View, info: ResourceInfo, node: AggregateNode): Node => {
  const hops = along(info, node.path)
  const [, ...rest] = node.path
  const target = hops.at(-1)!
  if (rest.length === 0 || !hidesBetween(view, hops)) {
    const inner = mapChildren(node, (child) =>
      guard(view, target.destination, child),
    ) as AggregateNode
    return guardHop(view, target, inner)
  }
  const [head] = hops as [RelationshipInfo]
  const of = guardAggregate(view, head.destination, { ...node, path: rest })
  const value = throughOne(view, head, of, node.origin)
  return node.function in ofNone ? call('coalesce', value, valueNode(ofNone[node.function])) : value
}

/**
 * The tree with what counts of every related resource placed where it is followed: what is left out
 * is neither found, counted nor read from. Aggregates, and calculations and aggregates by name, are
 * always as the actor sees them, so that one name has one value in one read. Throws where something
 * may not be read at all.
 */
export const guard = (view: View, info: ResourceInfo, node: Node): Node => {
  switch (node.kind) {
    case 'value':
    case 'template':
      return node
    case 'ref':
      return guardRef(view, info, node)
    case 'call':
      return mapChildren(node, (child) => guard(view, info, child))
    case 'exists':
      return guardExists(view, info, node)
    case 'aggregate':
      return guardAggregate(view.reading.visible, info, node)
    default:
      return node satisfies never
  }
}
