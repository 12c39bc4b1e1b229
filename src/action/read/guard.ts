import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { type AggregateNode, call, type ExistsNode, type Node, type RefNode, refNode, valueNode } from '../../expression/node.ts'
import { mapChildren } from '../../expression/walk.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { conjunction } from '../conjunction.ts'
import type { Reading } from './reading.ts'

/** The relationships of a path, in order. */
const along = (info: ResourceInfo, path: readonly string[]): RelationshipInfo[] =>
  path.reduce<RelationshipInfo[]>((hops, name) => {
    const at = hops.at(-1)?.destination ?? info
    const next = at.relationships.get(name)
    if (!next) throw new AssumptionFailed(`${at.name} has no relationship "${name}".`)
    return [...hops, next]
  }, [])

/** Whether a record on the way, not counting the last one, may be hidden from the actor. */
const hidesBetween = (reading: Reading, hops: readonly RelationshipInfo[]) =>
  hops.slice(0, -1).some((hop) => reading.related(hop) !== undefined || reading.joined(hop) !== undefined)

/** What follows one relationship, with what the actor may see at its end and of the join records on the way. */
export const guardHop = <N extends ExistsNode | AggregateNode>(reading: Reading, hop: RelationshipInfo, node: N): N => {
  const join = reading.joined(hop)
  const guarded: ExistsNode | AggregateNode = { ...node, where: conjunction(reading.related(hop), node.where), ...(join ? { join } : {}) }
  return Object.freeze(guarded) as N
}

const guardRef = (reading: Reading, info: ResourceInfo, node: RefNode): Node => {
  if (node.path.length === 0) {
    const derived = info.aggregates.get(node.name) ?? info.calculations.get(node.name)
    return derived ? guard(reading, info, derived.node) : node
  }
  const hops = along(info, node.path)
  const target = hops.at(-1)!.destination
  const derived = target.aggregates.has(node.name) || target.calculations.has(node.name)
  if (!derived && hops.every((hop) => reading.related(hop) === undefined)) return node
  const [head, ...rest] = node.path as [string, ...string[]]
  const of = guard(reading, hops[0]!.destination, refNode(rest, node.name, node.origin))
  return Object.freeze({ kind: 'aggregate', function: 'first', path: [head], of, where: reading.related(hops[0]!), sort: [], origin: node.origin })
}

const guardExists = (reading: Reading, info: ResourceInfo, node: ExistsNode): Node => {
  const hops = along(info, node.path)
  const [head, ...rest] = node.path as [string, ...string[]]
  if (rest.length === 0 || !hidesBetween(reading, hops)) {
    const target = hops.at(-1)!
    return guardHop(reading, target, { ...node, where: node.where && guard(reading, target.destination, node.where) })
  }
  const inner = guardExists(reading, hops[0]!.destination, { ...node, path: rest })
  const { join: _, ...outer } = node
  return guardHop(reading, hops[0]!, { ...outer, path: [head], where: inner })
}

const ofNone: Partial<Record<AggregateNode['function'], unknown>> = { count: 0, exists: false, list: [] }

const guardAggregate = (reading: Reading, info: ResourceInfo, node: AggregateNode): Node => {
  const hops = along(info, node.path)
  const [head, ...rest] = node.path as [string, ...string[]]
  const target = hops.at(-1)!
  if (rest.length === 0 || !hidesBetween(reading, hops)) {
    const inner = mapChildren(node, (child) => guard(reading, target.destination, child)) as AggregateNode
    return guardHop(reading, target, inner)
  }
  const of = guardAggregate(reading, hops[0]!.destination, { ...node, path: rest })
  const value: Node = Object.freeze({ kind: 'aggregate', function: 'first', path: [head], of, where: reading.related(hops[0]!), sort: [], origin: node.origin })
  return node.function in ofNone ? call('coalesce', value, valueNode(ofNone[node.function])) : value
}

/**
 * The tree with the read policies of every related resource placed where it is followed: a hidden record is neither found, counted nor read from.
 * Declared calculations and aggregates are written out, so that theirs are guarded too. Throws where one may not be read at all.
 */
export const guard = (reading: Reading, info: ResourceInfo, node: Node): Node => {
  if (reading.scope.system) return node
  switch (node.kind) {
    case 'value':
    case 'template':
      return node
    case 'ref':
      return guardRef(reading, info, node)
    case 'call':
      return mapChildren(node, (child) => guard(reading, info, child))
    case 'exists':
      return guardExists(reading, info, node)
    case 'aggregate':
      return guardAggregate(reading, info, node)
    default:
      return node satisfies never
  }
}
