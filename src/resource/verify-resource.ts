import { DefinitionError } from '../error/definition-error.ts'
import type { Node } from '../expression/node.ts'
import { operatorTable } from '../expression/operator/table.ts'
import { someNode } from '../expression/walk.ts'
import { didYouMean } from '../text/nearest.ts'
import { issueText } from '../type/redact.ts'
import type { AttributeInfo, IndexInfo, RelationshipInfo, ResourceInfo } from './info.ts'
import { storageNamesFit } from './storage-names.ts'
import { attempted, type Verifier } from './verifier.ts'

/** No two attributes are stored in one column. */
const columnsUnique: Verifier = (info) =>
  [...Map.groupBy(info.attributes.values(), ({ column }) => column)]
    .filter(([, attributes]) => attributes.length > 1)
    .map(
      ([column, attributes]) =>
        new DefinitionError({
          resource: info.name,
          path: ['attributes'],
          problem: `${attributes.map(({ name }) => name).join(' and ')} are stored in one column, "${column}"`,
          fix: 'Name another with source(…).',
        }),
    )

/**
 * Values in a declaration, with the words for them. A default that is a function is called only
 * when a record is created.
 */
const valuesIn = ({ field, nullable }: AttributeInfo): [string, unknown][] => {
  const { default: initial, mapValues = {} } = field.options
  const mapped = Object.entries(mapValues).filter(([, value]) => value !== null || !nullable)
  return [
    ...(initial === undefined || initial === null || typeof initial === 'function'
      ? []
      : [['default', initial] as [string, unknown]]),
    ...mapped.map(([old, value]): [string, unknown] => [`value for a stored "${old}"`, value]),
  ]
}

/** Defaults, and what stored values are mapped to, fit their attribute's own type. */
const defaultsFit: Verifier = (info) =>
  [...info.attributes.values()].flatMap((attribute) =>
    valuesIn(attribute).flatMap(([what, value]) => {
      const result = value === null ? undefined : attribute.type.cast(value)
      if (result?.ok) return []
      const issues = result ? result.issues.map(issueText).join(', and ') : 'must not be null'
      return [
        new DefinitionError({
          resource: info.name,
          path: ['attributes', attribute.name],
          problem: `the ${what} ${issues}`,
          fix: 'Give a value of the type.',
        }),
      ]
    }),
  )

/** The expressions of relationships, calculations and aggregates mention fields that exist. */
const expressionsResolve: Verifier = (info) => {
  const at = (group: string, name: string) => ({ resource: info.name, path: [group, name] })
  return [
    ...[...info.relationships.values()].flatMap((relationship) =>
      attempted(at('relationships', relationship.name), () => [
        relationship.filter,
        relationship.sort,
      ]),
    ),
    ...[...info.calculations.values()].flatMap((calculation) =>
      attempted(at('calculations', calculation.name), () => [calculation.node, calculation.type]),
    ),
    ...[...info.aggregates.values()].flatMap((aggregate) =>
      attempted(at('aggregates', aggregate.name), () => [aggregate.node, aggregate.type]),
    ),
  ]
}

/** Identities name attributes. */
const identitiesNameAttributes: Verifier = (info) =>
  [...info.identities.values()].flatMap(({ name, keys }) => {
    const path = ['identities', name]
    if (keys.length === 0)
      return [new DefinitionError({ resource: info.name, path, problem: 'it names no attribute' })]
    return keys
      .filter((key) => !info.attributes.has(key))
      .map(
        (key) =>
          new DefinitionError({
            resource: info.name,
            path,
            problem: `"${key}" is not an attribute`,
            fix: didYouMean(key, info.attributes.keys()).trim(),
          }),
      )
  })

/** Why an expression cannot be kept in an index, which knows the stored record alone. */
const beyondRecord = ({ attributes }: ResourceInfo, node: Node): string | undefined => {
  if (
    someNode(
      node,
      (at) =>
        at.kind === 'exists' ||
        at.kind === 'aggregate' ||
        (at.kind === 'ref' && (at.path.length > 0 || !attributes.has(at.name))),
    )
  )
    return 'it depends on more than the attributes of the record'
  if (someNode(node, (at) => at.kind === 'template')) return 'it depends on who asks'
  if (someNode(node, (at) => at.kind === 'call' && operatorTable[at.operator].volatile === true))
    return 'it depends on the time, and an index is built once; compare with the time in the query'
  return someNode(node, (at) => at.kind === 'ref') ? undefined : 'it does not depend on the record'
}

const problems = (info: ResourceInfo, { keys, where, method, unique }: IndexInfo): string[] => {
  if (keys.length === 0) return ['it has no keys']
  const beyond = [...keys.map(({ by }) => by), ...(where ? [where] : [])].flatMap(
    (node) => beyondRecord(info, node) ?? [],
  )
  const several = method === 'hash' && keys.length > 1 ? ['a hash index has one key'] : []
  const ordered = unique && method !== 'btree' ? [`a ${method} index cannot be unique`] : []
  return [...new Set([...beyond, ...several, ...ordered])]
}

/** Indexes are over the record's own attributes. */
const indexesFit: Verifier = (info) =>
  [...info.indexes.values()].flatMap((index) => {
    const path = ['indexes', index.name]
    const broken = attempted({ resource: info.name, path }, () => [index.keys, index.where])
    if (broken.length) return broken
    return problems(info, index).map(
      (problem) => new DefinitionError({ resource: info.name, path, problem }),
    )
  })

const groups = ['attributes', 'relationships', 'calculations', 'aggregates'] as const
const reserved = new Set(['constructor', '__proto__', 'prototype', 'actor', 'and', 'or', 'not'])

const places = (info: ResourceInfo): [string, string][] =>
  groups.flatMap((group) => [...info[group].keys()].map((name): [string, string] => [name, group]))

/**
 * A name means one thing: attributes, relationships, calculations and aggregates share theirs, and
 * some words are taken.
 */
const namesUnique: Verifier = (info) => {
  const all = Map.groupBy(places(info), ([name]) => name)
  return [...all].flatMap(([name, member]) => {
    const path = [member[0]![1], name]
    const twice =
      member.length > 1
        ? [
            new DefinitionError({
              resource: info.name,
              path,
              problem: `the name is used among the ${member.map(([, group]) => group).join(' and the ')}`,
            }),
          ]
        : []
    const isReserved = reserved.has(name)
      ? [
          new DefinitionError({
            resource: info.name,
            path,
            problem: `"${name}" has a special meaning in policies and filters`,
            fix: 'Choose another name.',
          }),
        ]
      : []
    return [...twice, ...isReserved]
  })
}

/** A resource has a primary key, and its fields are never null. */
const primaryKeyExists: Verifier = (info) => {
  const nullable = info.primaryKey.filter((name) => info.attributes.get(name)?.nullable)
  const missing = info.primaryKey.length
    ? []
    : [
        new DefinitionError({
          resource: info.name,
          problem: 'it has no primary key',
          fix: 'Declare one: `id: t.uuid().primaryKey()`.',
        }),
      ]
  return [
    ...missing,
    ...nullable.map(
      (name) =>
        new DefinitionError({
          resource: info.name,
          path: ['attributes', name],
          problem: 'a primary key cannot be null',
        }),
    ),
  ]
}

interface End {
  readonly resource: ResourceInfo
  readonly attribute: string
  readonly option: string
}

/** The pairs of attributes that must be equal for two records to be related. */
const pairs = (
  source: ResourceInfo,
  { sourceAttribute, destinationAttribute, destination, through }: RelationshipInfo,
): [End, End][] => {
  const from = { resource: source, attribute: sourceAttribute, option: 'source' }
  const to = { resource: destination, attribute: destinationAttribute, option: 'destination' }
  if (!through) return [[from, to]]
  const { resource } = through
  return [
    [from, { resource, attribute: through.sourceAttribute, option: 'sourceOnJoin' }],
    [{ resource, attribute: through.destinationAttribute, option: 'destinationOnJoin' }, to],
  ]
}

const broken = (
  source: ResourceInfo,
  name: string,
  [left, right]: [End, End],
): DefinitionError[] => {
  const at = { resource: source.name, path: ['relationships', name] }
  const missing = [left, right].filter(
    ({ resource, attribute }) => !resource.attributes.has(attribute),
  )
  if (missing.length) {
    return missing.map(
      ({ resource, attribute, option }) =>
        new DefinitionError({
          ...at,
          problem: `${resource.name} has no attribute "${attribute}"`,
          fix: `${didYouMean(attribute, resource.attributes.keys()).trim()} Declare it, or name another with the option \`${option}\`.`.trim(),
        }),
    )
  }
  const [one, other] = [
    left.resource.attributes.get(left.attribute)!.type,
    right.resource.attributes.get(right.attribute)!.type,
  ]
  if (one.storage === other.storage) return []
  return [
    new DefinitionError({
      ...at,
      problem: `${left.resource.name}.${left.attribute} is a ${one.name}, but ${right.resource.name}.${right.attribute} is a ${other.name}`,
      fix: 'Give both the same type.',
    }),
  ]
}

/** Relationships lead to resources, by attributes that exist and have the same type. */
const relationshipsFit: Verifier = (info) =>
  [...info.relationships.values()].flatMap((relationship) => {
    const misfits: DefinitionError[] = []
    const failed = attempted(
      { resource: info.name, path: ['relationships', relationship.name] },
      () => {
        for (const pair of pairs(info, relationship))
          misfits.push(...broken(info, relationship.name, pair))
      },
    )
    return [...failed, ...misfits]
  })

const verifiers = [
  primaryKeyExists,
  namesUnique,
  columnsUnique,
  storageNamesFit,
  defaultsFit,
  identitiesNameAttributes,
  indexesFit,
  relationshipsFit,
  expressionsResolve,
]

/**
 * Everything that is wrong with a resource's attributes, relationships, calculations, aggregates,
 * identities and indexes; each thing once.
 */
export const verifyResource = (info: ResourceInfo): readonly DefinitionError[] => {
  const errors = verifiers.flatMap((verifier) => verifier(info))
  return [...new Map(errors.map((error) => [error.message, error])).values()]
}
