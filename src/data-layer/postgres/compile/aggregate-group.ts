import type { AggregateNode, Node } from '../../../expression/node.ts'
import { sameTree } from '../../../expression/same-tree.ts'
import { conjuncts } from '../../../expression/walk.ts'
import type { ResourceInfo } from '../../../resource/info.ts'
import type { Computed } from '../../data-layer.ts'
import { aggregateCall } from './aggregate.ts'
import type { Fragment } from './fragment.ts'
import { conjunctionSql, orderBy, relatedQuery } from './relation.ts'
import type { QueryScope } from './scope.ts'
import type { Sql } from './sql.ts'

/** Aggregates over the same related records, which one subquery reads once for all of them. */
export interface AggregateGroup {
  readonly names: readonly string[]
  readonly nodes: readonly AggregateNode[]
}

/** The aggregate that a computed column is, under its own name or another's. */
const aggregateOf = (info: ResourceInfo, node: Node): AggregateNode | undefined => {
  if (node.kind === 'ref' && node.path.length === 0) {
    const derived = info.aggregates.get(node.name) ?? info.calculations.get(node.name)
    return derived && aggregateOf(info, derived.node)
  }
  // The first record is better looked for by itself: an index may lead to it.
  return node.kind === 'aggregate' && node.function !== 'first' ? node : undefined
}

const sameRecords = (one: AggregateNode, other: AggregateNode): boolean =>
  one.path.join('.') === other.path.join('.') &&
  (one.join === other.join ||
    (one.join !== undefined && other.join !== undefined && sameTree(one.join, other.join)))

/** The aggregates among computed columns that go together, two or more at a time. */
export const aggregateGroups = (
  info: ResourceInfo,
  computed: Readonly<Record<string, Computed>>,
): AggregateGroup[] => {
  const groups: { names: string[]; nodes: AggregateNode[] }[] = []
  for (const [name, { node }] of Object.entries(computed)) {
    const aggregate = aggregateOf(info, node)
    if (!aggregate) continue
    const group = groups.find(({ nodes }) => sameRecords(nodes[0]!, aggregate))
    if (group) {
      group.names.push(name)
      group.nodes.push(aggregate)
    } else groups.push({ names: [name], nodes: [aggregate] })
  }
  return groups.filter(({ names }) => names.length > 1)
}

/**
 * The values of a group, and the query that has them: what all of them ask of a record is its
 * condition, the rest is each one's own.
 */
export const groupQuery = (
  { nodes }: AggregateGroup,
  source: QueryScope,
): {
  readonly values: readonly Fragment[]
  /** The query with these columns, which are made of the values. */
  readonly select: (columns: Sql) => Sql
} => {
  const [first] = nodes as [AggregateNode]
  const { scope, where, relationship } = relatedQuery(first.path, source, first.join)
  const conditions = nodes.map((node) => conjuncts(node.where))
  const shared = conditions[0]!.filter((condition) =>
    conditions.every((own) => own.some((candidate) => sameTree(candidate, condition))),
  )
  const common = conjunctionSql([where, ...shared.map((condition) => scope.condition(condition))])
  const values = nodes.map((node, i) => {
    const own = conditions[i]!.filter(
      (condition) => !shared.some((candidate) => sameTree(candidate, condition)),
    )
    const of = node.of && scope.expression(node.of)
    const filter = own.length
      ? conjunctionSql(own.map((condition) => scope.condition(condition)))
      : undefined
    return aggregateCall(
      node.function,
      of,
      orderBy([...node.sort, ...relationship.sort], scope),
      filter,
    )
  })
  return { values, select: (columns) => scope.select({ columns, where: common }) }
}
