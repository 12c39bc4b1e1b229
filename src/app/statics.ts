import { DefinitionError } from '../error/definition-error.ts'
import { policiesMadeFor } from '../policy/policy.ts'
import type { AnyResource } from '../resource/resource.ts'
import { isObject } from '../text/objects.ts'

/** The statics that are read, and the kinds of declarations that belong there. */
const groups: Readonly<Record<string, readonly string[]>> = {
  relationships: ['belongsTo', 'hasOne', 'hasMany', 'manyToMany'],
  calculations: ['calculation'],
  aggregates: ['aggregate'],
  identities: ['identity'],
  indexes: ['index'],
  actions: ['read', 'create', 'update', 'destroy', 'action'],
  policies: ['policies'],
}
const names = Object.keys(groups)
/** What tells a declaration of a group from somebody's own object that has a `kind`. */
const marks: Readonly<Record<string, readonly string[]>> = {
  relationships: ['destination', 'options'],
  calculations: ['define', 'type'],
  aggregates: ['function', 'relationship'],
  identities: ['keys', 'options'],
  indexes: ['keys', 'options'],
  actions: ['definition', 'resource'],
  policies: ['define', 'resource'],
}

/** The group that a declaration belongs to; undefined of any other value. */
const groupOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined
  const { kind } = value
  if ((kind === 'policy' || kind === 'bypass') && 'checks' in value) return 'policies'
  return names.find(
    (name) => groups[name]!.includes(kind as string) && marks[name]!.every((mark) => mark in value),
  )
}

/** The group of the first declaration in a value: itself, or in a list or record. */
const declares = (value: unknown, depth = 3): string | undefined => {
  const own = groupOf(value)
  if (own || depth === 0 || !isObject(value)) return own
  if (
    !Array.isArray(value) &&
    ![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  )
    return undefined
  for (const inner of Object.values(value)) {
    const problem = declares(inner, depth - 1)
    if (problem) return problem
  }
  return undefined
}

const stem = (name: string) =>
  name
    .toLowerCase()
    .replace(/s$/, '')
    .replace(/(?:ie|y|e|ship)$/, '')
/**
 * Whether one edit turns one name into the other: a letter more, less or other, or two exchanged.
 */
const isOneEdit = (one: string, other: string): boolean => {
  let [start, end] = [0, 0]
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++
  while (
    end < Math.min(one.length, other.length) - start &&
    one.at(-1 - end) === other.at(-1 - end)
  )
    end++
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)]
  return (
    (left.length < 2 && right.length < 2) ||
    (left.length === 2 && left === [...right].toReversed().join(''))
  )
}
const nearGroup = (name: string) =>
  names.find(
    (candidate) => stem(candidate) === stem(name) || isOneEdit(candidate, name.toLowerCase()),
  )

/** The classes of a resource from the most derived to the one that `Resource(…)` made. */
const chain = (resource: AnyResource): object[] => {
  const classes: object[] = []
  for (
    let at: object = resource;
    !Object.hasOwn(at, 'resourceName');
    at = Object.getPrototypeOf(at) as object
  )
    classes.push(at)
  return classes
}
const own = new Set(['length', 'name', 'prototype', 'caller', 'arguments'])
/**
 * The statics that a class and those it extends declare, the nearest first; what a getter would
 * give is not asked.
 */
const staticsOf = (resource: AnyResource): Map<string, unknown> => {
  const statics = new Map<string, unknown>()
  for (const at of chain(resource))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (!own.has(name) && !statics.has(name)) statics.set(name, value)
  return statics
}

const wrong = (resource: AnyResource, path: readonly string[], problem: string, fix: string) =>
  new DefinitionError({ resource: resource.resourceName, path, problem, fix })

/** What is part of an action, and so no static of its own. */
const ofActions: Readonly<Record<string, string>> = {
  changes: 'changes',
  validations: 'changes',
  validate: 'changes',
  hooks: 'changes',
  preparations: 'prepare',
  prepare: 'prepare',
}
const holdsFunctions = (value: unknown) =>
  [value, ...(isObject(value) ? Object.values(value) : [])].some(
    (inner) => typeof inner === 'function',
  )

const strayStatic = (resource: AnyResource, name: string, value: unknown): DefinitionError[] => {
  if (names.includes(name)) return []
  const option =
    Object.hasOwn(ofActions, name) && holdsFunctions(value) ? ofActions[name] : undefined
  if (option)
    return [
      wrong(
        resource,
        [name],
        'Ashlar does not read it',
        `Move it to the actions that need it, into their option \`${option}\`, or choose another name.`,
      ),
    ]
  const [group, near] = [declares(value), nearGroup(name)]
  if (group)
    return [
      wrong(
        resource,
        [name],
        `"${name}" holds declarations, and Ashlar does not read it`,
        `Write \`static ${group} = …\`.`,
      ),
    ]
  return near
    ? [
        wrong(
          resource,
          [name],
          `"${name}" is not a static that Ashlar reads`,
          `Did you mean "${near}"? Otherwise choose a less similar name.`,
        ),
      ]
    : []
}

const misplaced = (resource: AnyResource, group: string, value: unknown): DefinitionError[] => {
  if (group === 'policies')
    return isObject(value) && value['kind'] === 'policies'
      ? []
      : [
          wrong(
            resource,
            [group],
            'they were not created with policies(…)',
            'Write `static policies = policies(…)`.',
          ),
        ]
  if (!isObject(value) || groupOf(value) || Array.isArray(value))
    return [
      wrong(
        resource,
        [group],
        'it is not a record of declarations by name',
        `Write \`static ${group} = { name: … }\`.`,
      ),
    ]
  return Object.entries(value).flatMap(([name, entry]) => {
    const home = groupOf(entry)
    if (home === group) return []
    if (home)
      return [
        wrong(
          resource,
          [group, name],
          `it belongs to the ${home}`,
          `Move it to \`static ${home}\`.`,
        ),
      ]
    return [
      wrong(
        resource,
        [group, name],
        `it is not one of the ${group}`,
        'Create it with a function of Ashlar.',
      ),
    ]
  })
}

const nameOf = (declaration: unknown) =>
  (declaration as Partial<AnyResource> | undefined)?.resourceName ?? String(declaration)

/**
 * Actions and policies are made for the class that has them; policies may be those of a class that
 * it extends.
 */
const madeForAnother = (
  resource: AnyResource,
  statics: ReadonlyMap<string, unknown>,
): DefinitionError[] => {
  const policies = statics.get('policies') as { readonly resource?: unknown } | undefined
  const actions = Object.entries(
    (statics.get('actions') ?? {}) as Readonly<Record<string, { readonly resource?: unknown }>>,
  )
  const fix = 'Create it for the class that has it.'
  return [
    ...(policies && !chain(resource).includes(policies.resource as object)
      ? [
          wrong(
            resource,
            ['policies'],
            `they were created for another class, ${nameOf(policies.resource)}`,
            fix,
          ),
        ]
      : []),
    ...actions
      .filter(([, action]) => action.resource !== resource)
      .map(([name, action]) =>
        wrong(
          resource,
          ['actions', name],
          `it was created for another class, ${nameOf(action.resource)}`,
          fix,
        ),
      ),
  ]
}

/**
 * What a record of the class has of its own beyond its attributes. Empty if a record needs
 * values to exist.
 */
const fieldsOf = (resource: AnyResource): [string, unknown][] => {
  try {
    return Object.entries(new resource({} as never))
  } catch {
    // A field of the user's own that needs the attributes: its class is not known further.
    return []
  }
}
const forgotten = (resource: AnyResource): DefinitionError[] =>
  fieldsOf(resource).flatMap(([name, value]) => {
    const group = declares(value)
    return group
      ? [
          wrong(
            resource,
            [name],
            'it is a property of every record, and Ashlar does not read it',
            `Write \`static ${group} = …\`.`,
          ),
        ]
      : []
  })

const unattached = (resource: AnyResource, attached: unknown): DefinitionError[] =>
  policiesMadeFor(resource).some((policies) => policies !== attached)
    ? [
        wrong(
          resource,
          ['policies'],
          'policies were created for it that are not its static policies, so they would never apply',
          'Write `static policies = policies(…)`, once.',
        ),
      ]
    : []

/**
 * Whether a resource's statics are those that are read, each in its place and made for it: a
 * misspelt `static policies` would open the resource to everybody. What is wrong here is said
 * before all else, since nothing else can be looked at.
 */
export const staticsFit = (resource: AnyResource): readonly DefinitionError[] => {
  const statics = staticsOf(resource)
  const problems = [
    ...[...statics].flatMap(([name, value]) => strayStatic(resource, name, value)),
    ...names
      .filter((group) => statics.has(group))
      .flatMap((group) => misplaced(resource, group, statics.get(group))),
  ]
  if (problems.length) return problems
  const others = [...madeForAnother(resource, statics), ...forgotten(resource)]
  return others.length ? others : unattached(resource, statics.get('policies'))
}
