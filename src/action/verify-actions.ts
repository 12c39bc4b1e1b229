import { DefinitionError } from '../error/definition-error.ts'
import { isExpression, type Node } from '../expression/node.ts'
import { children } from '../expression/walk.ts'
import { resourcePolicies } from '../policy/resource-policies.ts'
import { assertMeant } from '../resource/assert-meant.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { argumentRefs, refsOf } from '../resource/make-refs.ts'
import type { AnyResource } from '../resource/resource.ts'
import { sortNodes } from '../resource/sort-nodes.ts'
import { attempted } from '../resource/verifier.ts'
import { didYouMean } from '../text/nearest.ts'
import { castField, isOptional } from '../type/cast-field.ts'
import { fieldOf } from '../type/field.ts'
import { issueText } from '../type/redact.ts'
import { type ActionInfo, actionsInfo } from './contract/action-info.ts'
import type { StepNames } from './contract/step-names.ts'

/** Accept lists name attributes that may be written. */
const acceptedAttributes: ActionVerifier = ({ accept, name, resource }) =>
  accept.flatMap((entry) => {
    const at = { resource: resource.name, path: ['actions', name, 'accept'] }
    const attribute = resource.attributes.get(entry)
    if (!attribute)
      return [
        new DefinitionError({
          ...at,
          problem: `"${entry}" is not an attribute`,
          fix: didYouMean(entry, resource.attributes.keys()).trim(),
        }),
      ]
    return attribute.writable
      ? []
      : [
          new DefinitionError({
            ...at,
            problem: `"${entry}" is read-only`,
            fix: 'Set it in the action instead.',
          }),
        ]
  })

/** The names of the arguments that a tree mentions. */
const mentionedArguments = (node: Node): string[] => {
  if (node.kind === 'template')
    return node.source === 'argument' && node.path[0] !== undefined ? [node.path[0]] : []
  return children(node).flatMap(mentionedArguments)
}

type Callback = (refs: unknown, values: unknown) => unknown

const condition = (info: ActionInfo, option: 'filter' | 'where'): DefinitionError[] => {
  const declared = info.definition[option] as Callback | undefined
  if (!declared) return []
  const at = { resource: info.resource.name, path: ['actions', info.name, option] }
  return attempted(at, () => {
    const node = declared(refsOf(info.resource), argumentRefs)
    if (!isExpression(node))
      throw new DefinitionError({
        ...at,
        problem: 'it does not return an expression',
        fix: 'Compare with eq(…) and its like, and return that; === compares here and now.',
      })
    assertMeant(
      [node],
      [refsOf(info.resource), argumentRefs],
      (refs, values) => [declared(refs, values)],
      at,
    )
    const [unknown] = mentionedArguments(node.node).filter(
      (name) => !Object.hasOwn(info.arguments, name),
    )
    if (unknown !== undefined)
      throw new DefinitionError({
        ...at,
        problem: `"${unknown}" is not an argument of the action`,
        fix: `There are: ${Object.keys(info.arguments).join(', ') || 'none'}.`,
      })
  })
}

/** Filters, conditions and sorts mention fields and arguments that exist. */
const actionExpressions: ActionVerifier = (info) => [
  ...condition(info, 'filter'),
  ...condition(info, 'where'),
  ...attempted({ resource: info.resource.name, path: ['actions', info.name, 'sort'] }, () =>
    sortNodes(info.resource, info.definition.sort),
  ),
]

/**
 * An argument has a name of its own: none of an accepted attribute, nor of the key that names the
 * record.
 */
const argumentNames: ActionVerifier = (info) => {
  const { accept, kind, name, resource } = info
  const at = { resource: resource.name, path: ['actions', name, 'arguments'] }
  const names = new Set([
    ...accept,
    ...(kind === 'update' || kind === 'destroy' ? resource.primaryKey : []),
  ])
  return attempted(at, () => {
    const twice = Object.keys(info.arguments).find((argument) => names.has(argument))
    if (twice !== undefined)
      throw new DefinitionError({
        ...at,
        problem: `"${twice}" is an input already`,
        fix: 'Choose another name for the argument.',
      })
  })
}

/** One action of a kind is primary at most, and a primary read can be run without arguments. */
const primaryUnique = (info: ResourceInfo): DefinitionError[] => {
  const declared = [...actionsInfo(info.resource).values()].filter(
    ({ definition }) => definition.primary,
  )
  const twice = [...Map.groupBy(declared, ({ kind }) => kind)].filter(
    ([, actions]) => actions.length > 1,
  )
  const demanding = declared.filter(
    ({ kind, arguments: fields }) =>
      kind === 'read' && Object.values(fields).some((field) => !isOptional(fieldOf(field))),
  )
  return [
    ...twice.map(
      ([kind, actions]) =>
        new DefinitionError({
          resource: info.name,
          path: ['actions'],
          problem: `${actions.map(({ name }) => name).join(' and ')} are both the primary ${kind}`,
          fix: 'Keep one.',
        }),
    ),
    ...demanding.map(
      ({ name }) =>
        new DefinitionError({
          resource: info.name,
          path: ['actions', name],
          problem: 'a primary read is run without arguments, but this one requires some',
          fix: 'Give them defaults.',
        }),
    ),
  ]
}

type Values = Readonly<Record<string, unknown>>

const problemOf = (
  { resource }: ActionInfo,
  name: string,
  value: unknown,
): { readonly problem: string; readonly fix?: string } | undefined => {
  const attribute = resource.attributes.get(name)
  if (!attribute)
    return {
      problem: `"${name}" is not an attribute`,
      fix: didYouMean(name, resource.attributes.keys()).trim(),
    }
  if (value === undefined || isExpression(value)) return undefined
  const result = castField(attribute.field, value)
  return result.ok
    ? undefined
    : { problem: `${name} ${result.issues.map(issueText).join(', and ')}` }
}

/** What an action sets are attributes, with values of their types. */
const setAttributes: ActionVerifier = (info) => {
  const { set } = info.definition
  const at = { resource: info.resource.name, path: ['actions', info.name, 'set'] }
  let values: Values = {}
  const failed = attempted(at, () => {
    values =
      typeof set === 'function'
        ? (set as (refs: unknown, args: unknown) => Values)(refsOf(info.resource), argumentRefs)
        : (set ?? {})
    if (typeof set === 'function')
      assertMeant(
        Object.values(values),
        [refsOf(info.resource), argumentRefs],
        (refs, input) => Object.values((set as Callback)(refs, input) as Values),
        at,
      )
  })
  const problems = Object.entries(values).flatMap(
    ([name, value]) => problemOf(info, name, value) ?? [],
  )
  return [...failed, ...problems.map((problem) => new DefinitionError({ ...at, ...problem }))]
}

type Step = ((...given: never) => unknown) & { readonly names?: readonly StepNames[] }

const unknownName = (what: string, used: readonly string[], all: readonly string[]) =>
  used
    .filter((name) => !all.includes(name))
    .map((name) => ({
      problem: `"${name}" is not ${what}`,
      fix: didYouMean(name, all).trim() || `There are: ${all.join(', ') || 'none'}.`,
    }))

const isMadeFor = (resource: object, owner: unknown): boolean =>
  owner === undefined ||
  owner === resource ||
  Object.prototype.isPrototypeOf.call(owner as object, resource)

/** What is wrong with the names that a step relies on. */
const problemsOf = (info: ActionInfo, names: StepNames) => {
  const { resource } = info
  if (!isMadeFor(resource.resource, names.resource))
    return [
      {
        problem: `it is made for another class, ${(names.resource as Partial<AnyResource>).resourceName ?? 'which is not a resource'}`,
        fix: `Make it for ${resource.name}.`,
      },
    ]
  const related = [...resource.relationships.values()].filter(({ kind }) => kind === 'belongsTo')
  return [
    ...unknownName('an attribute', names.attributes ?? [], [...resource.attributes.keys()]),
    ...unknownName('an argument of the action', names.arguments ?? [], Object.keys(info.arguments)),
    ...unknownName(
      'a belongsTo relationship',
      names.belongsTo === undefined ? [] : [names.belongsTo],
      related.map(({ name }) => name),
    ),
    ...[names.problem?.(info) ?? []].flat(),
  ]
}

/**
 * The names that changes, validations and preparations rely on exist, and each step is made for the
 * resource.
 */
const stepNames: ActionVerifier = (info) =>
  (['changes', 'prepare'] as const).flatMap((option) =>
    ((info.definition[option] ?? []) as readonly unknown[]).flatMap((step, i) => {
      const at = {
        resource: info.resource.name,
        path: ['actions', info.name, option, i] as const,
      }
      if (typeof step !== 'function')
        return [
          new DefinitionError({
            ...at,
            problem: 'it is not a function',
            fix: 'Write one that takes and returns the changeset or query.',
          }),
        ]
      return ((step as Step).names ?? [])
        .flatMap((names) => problemsOf(info, names))
        .map((problem) => new DefinitionError({ ...at, ...problem }))
    }),
  )

/** An upsert names an identity, and attributes to set. */
const upsertIdentity: ActionVerifier = ({ definition, name, resource }) => {
  const { upsert } = definition
  if (!upsert) return []
  const at = { resource: resource.name, path: ['actions', name, 'upsert'] }
  const identity = resource.identities.has(upsert.identity)
    ? []
    : [
        new DefinitionError({
          ...at,
          problem: `"${upsert.identity}" is not an identity`,
          fix:
            didYouMean(upsert.identity, resource.identities.keys()).trim() ||
            'Declare it in `static identities`.',
        }),
      ]
  const fields = (upsert.fields ?? []).filter((field) => !resource.attributes.has(field))
  return [
    ...identity,
    ...fields.map(
      (field) =>
        new DefinitionError({
          ...at,
          problem: `"${field}" is not an attribute`,
          fix: didYouMean(field, resource.attributes.keys()).trim(),
        }),
    ),
  ]
}

const verifiers = [
  acceptedAttributes,
  setAttributes,
  argumentNames,
  actionExpressions,
  upsertIdentity,
  stepNames,
]

/** Everything that is wrong with a resource's actions and policies. */
export const verifyActions = (info: ResourceInfo): readonly DefinitionError[] => {
  const actions = [...actionsInfo(info.resource).values()]
  return [
    ...actions.flatMap((action) => verifiers.flatMap((verifier) => verifier(action))),
    ...primaryUnique(info),
    ...attempted({ resource: info.name, path: ['policies'] }, () => resourcePolicies(info)),
  ]
}

/** One rule about an action: everything in it that breaks the rule. */
export type ActionVerifier = (info: ActionInfo) => readonly DefinitionError[]
