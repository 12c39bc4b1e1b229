import { localKeys } from '../action/authorize/authorize.ts'
import type { DataLayer } from '../data-layer/data-layer.ts'
import { isExpression, type Node } from '../expression/node.ts'
import { mentionsTemplate } from '../expression/paths.ts'
import { children } from '../expression/walk.ts'
import type { Policy } from '../policy/policy.ts'
import { resourcePolicies } from '../policy/resource-policies.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { endOf } from '../resource/node-type.ts'
import type { UnindexedPolicy } from './warning.ts'

/** A table of fewer rows is read through in no time. */
const manyRows = 10_000

/** An attribute that a policy compares with the actor's. */
interface Compared {
  readonly info: ResourceInfo
  readonly attribute: string
}

const comparisons = new Set(['eq', 'in', 'has', 'intersects'])

const compared = (info: ResourceInfo, node: Node): Compared[] => {
  if (node.kind === 'exists' || node.kind === 'aggregate') {
    const destination = endOf(info, node.path)
    return destination && node.where
      ? compared(destination, localKeys(destination, node.where))
      : []
  }
  if (node.kind !== 'call') return []
  if (!comparisons.has(node.operator) || !mentionsTemplate(node, 'actor'))
    return children(node).flatMap((child) => compared(info, child))
  return node.operands.flatMap((operand) => {
    const at = operand.kind === 'ref' ? endOf(info, operand.path) : undefined
    return at && operand.kind === 'ref' && at.attributes.has(operand.name)
      ? [{ info: at, attribute: operand.name }]
      : []
  })
}

const appliesToReads = (info: ResourceInfo, { applies }: Policy): boolean => {
  if (applies.on === 'always') return true
  if (applies.on === 'kind') return applies.kinds.includes('read')
  const { actions = {} } = info.resource as {
    readonly actions?: Readonly<Record<string, { readonly kind: string }>>
  }
  return applies.names.some((name) => actions[name]?.kind === 'read')
}

const isIndexed = ({ info, attribute }: Compared): boolean =>
  info.primaryKey[0] === attribute ||
  [...info.identities.values()].some(({ keys }) => keys[0] === attribute) ||
  [...info.relationships.values()].some(
    ({ kind, sourceAttribute }) => kind === 'belongsTo' && sourceAttribute === attribute,
  ) ||
  [...info.indexes.values()].some(
    ({ keys: [first] }) => first?.by.kind === 'ref' && first.by.name === attribute,
  )

/**
 * The attributes that policies of reads compare with the actor's, and by which no index finds
 * records.
 */
const unindexed = (resources: readonly ResourceInfo[]): Compared[] => {
  const all = resources.flatMap((info) =>
    (resourcePolicies(info) ?? [])
      .filter((policy) => appliesToReads(info, policy))
      .flatMap(({ conditions, checks }) => [
        ...conditions,
        ...checks.map(({ condition }) => condition),
      ])
      .flatMap((condition) =>
        isExpression(condition) ? compared(info, localKeys(info, condition.node)) : [],
      ),
  )
  return [
    ...new Map(
      all.filter((use) => !isIndexed(use)).map((use) => [`${use.info.name}.${use.attribute}`, use]),
    ).values(),
  ]
}

const rowsOf = async ({ connection }: DataLayer, table: string): Promise<number> => {
  const { rows = [] } =
    (await connection.sql?.query(
      'select reltuples::bigint as rows from pg_catalog.pg_class where oid = to_regclass($1::text)',
      [`"${table.replaceAll('"', '""')}"`],
    )) ?? {}
  return Math.max(0, Number(rows[0]?.['rows'] ?? 0))
}

/**
 * A warning for each attribute by which every read under a policy goes through the whole table,
 * where the data layer has tables.
 */
export const unindexedPolicies = async (
  resources: readonly ResourceInfo[],
  dataLayer: DataLayer,
): Promise<UnindexedPolicy[]> => {
  if (!dataLayer.can('sql')) return []
  return Promise.all(
    unindexed(resources).map(async ({ info, attribute }) => ({
      code: 'unindexed_policy' as const,
      resource: info.name,
      field: attribute,
      grave: (await rowsOf(dataLayer, info.table)) >= manyRows,
      message: `A read policy compares ${info.name}.${attribute} with the actor's, and no index finds records by it. Declare one: static indexes = { by${attribute[0]!.toUpperCase()}${attribute.slice(1)}: index(${info.name}, ['${attribute}']) }.`,
    })),
  )
}
