import * as ashlar from '../../src/entry/index.ts'
import type { Condition } from '../../src/policy/policy.ts'
import { nearest } from '../../src/learning/retrieval/nearest.ts'
import type { Embedder } from '../../src/lm/language-model.ts'
import {
  type AggregateSpec,
  attributes,
  type CheckSpec,
  type ConditionSpec,
  type Formula,
  type HookSpec,
  isFormula,
  type Kind,
  type PolicySpec,
  type RelationshipSpec,
  type ResourceSpec,
  type World,
} from './world.ts'

// What is declared here from data has no types of its own; what the framework makes of it is what
// is tested.
export type Anything = never
type Refs = Readonly<Record<string, unknown>>
interface Bindings {
  readonly actor?: Refs
  readonly arguments?: Refs
}
type Make = (...operands: readonly unknown[]) => unknown
/** What the package exports, by name. */
const exported: Readonly<Record<string, unknown>> = { ...ashlar }

/** A formula in the words of the framework. */
export const toExpression = (formula: Formula, refs: Refs, bindings: Bindings): unknown => {
  switch (formula.is) {
    case 'value':
      return formula.value
    case 'actor':
      return bindings.actor![formula.name]
    case 'argument':
      return bindings.arguments![formula.name]
    case 'field':
      return along(refs, formula.path)[formula.name]
    case 'call':
      return callOf(formula, refs, bindings)
    case 'exists':
    case 'count': {
      const { where } = formula
      const many = along(refs, formula.path) as unknown as Record<
        'exists' | 'count',
        (where?: (inner: Refs) => unknown) => unknown
      >
      return where
        ? many[formula.is]((inner) => asExpression(where, inner, bindings))
        : many[formula.is]()
    }
    default:
      return formula satisfies never
  }
}
const along = (refs: Refs, path: readonly string[]): Refs =>
  path.reduce((at, name) => at[name] as Refs, refs)
/** Where an expression is asked for, a value is wrapped. */
const asExpression = (formula: Formula, refs: Refs, bindings: Bindings): unknown => {
  const made = toExpression(formula, refs, bindings)
  return formula.is === 'value' ? ashlar.value(made) : made
}
const callOf = (
  { operator, operands }: Extract<Formula, { is: 'call' }>,
  refs: Refs,
  bindings: Bindings,
): unknown => {
  const [first, ...rest] = operands
  const make = exported[operator] as Make
  if (operator === 'and' || operator === 'or')
    return make(...operands.map((operand) => toExpression(operand, refs, bindings)))
  return make(
    ...(first ? [asExpression(first, refs, bindings)] : []),
    ...rest.map((operand) => toExpression(operand, refs, bindings)),
  )
}

const checkOf = (spec: CheckSpec): Condition => {
  switch (spec.check) {
    case 'actorPresent':
      return ashlar.actorPresent()
    case 'actorAttributeEquals':
      return ashlar.actorAttributeEquals(spec.name, spec.value)
    case 'relatesToActorVia':
      return ashlar.relatesToActorVia(spec.path as Anything, { field: spec.field })
    case 'changingAttributes': {
      const { name, check: _, ...wanted } = spec
      return Object.keys(wanted).length
        ? ashlar.changingAttributes({ [name]: wanted })
        : ashlar.changingAttributes(name)
    }
    case 'actionIs':
      return ashlar.actionIs(...(spec.names as [string]))
    case 'matches':
      return ashlar.matches(
        'an argument is given',
        ({ arguments: given }) => (given[spec.argument] ?? null) === spec.value,
      )
    default:
      return spec satisfies never
  }
}

type Chain = Readonly<Record<string, (condition?: unknown) => Chain>>
const policyOf = (
  spec: PolicySpec,
  refs: Refs & { readonly actor: Refs },
  policy: unknown,
): unknown => {
  const condition = (given: ConditionSpec) =>
    typeof given === 'boolean'
      ? given
      : isFormula(given)
        ? asExpression(given, refs, {
            get actor() {
              return refs.actor
            },
          })
        : checkOf(given)
  const builder = (spec.bypass ? (policy as { bypass: unknown }).bypass : policy) as Record<
    string,
    (...names: readonly string[]) => Chain
  >
  const scoped =
    typeof spec.scope === 'string' ? builder[spec.scope]!() : builder['action']!(...spec.scope)
  const narrowed = spec.when.reduce<Chain>((chain, when) => chain['when']!(condition(when)), scoped)
  const strict = spec.strict ? narrowed['strict']!() : narrowed
  return spec.checks.reduce<Chain>(
    (chain, check) => chain[check.effect]!(condition(check.condition)),
    strict,
  )
}

const fieldOf = (kind: Kind): ashlar.Field<unknown, boolean> =>
  (kind === 'number'
    ? ashlar.t.integer()
    : kind === 'text'
      ? ashlar.t.string({ allowEmpty: true, trim: false })
      : ashlar.t.boolean()) as Anything

const attributesOf = ({ keys }: ResourceSpec) => {
  const { t } = ashlar
  const own = Object.entries(attributes).map(([name, kind]) => {
    if (name === 'id') return [name, t.integer().primaryKey().public()]
    const field = (fieldOf(kind) as ReturnType<typeof t.integer>).nullable()
    return [name, name === 'secret' ? field : field.public()]
  })
  return Object.fromEntries([
    ...own,
    ...keys.map((key) => [key, t.integer().nullable().public()]),
    ['embedding', t.vector(2).nullable()],
  ])
}

const relationOf = (
  classes: ReadonlyMap<string, ashlar.ResourceClass<string, unknown>>,
  spec: RelationshipSpec,
): unknown => {
  const { kind, to, key, through, filter } = spec
  const destination = () => classes.get(to)
  const shared = {
    public: spec.public,
    ...(filter ? { filter: (refs: Refs) => asExpression(filter, refs, {}) } : {}),
  } as object
  if (kind === 'belongsTo') return ashlar.belongsTo(destination, { ...shared, source: key })
  if (kind === 'hasMany') return ashlar.hasMany(destination, { ...shared, destination: key })
  if (kind === 'hasOne') return ashlar.hasOne(destination, { ...shared, destination: key })
  const joins = {
    through: () => classes.get(through!.resource),
    sourceOnJoin: through!.source,
    destinationOnJoin: through!.destination,
  }
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- the names of the keys are known here only
  return ashlar.manyToMany(destination, { ...shared, ...joins } as never)
}

const aggregateOf = (
  X: unknown,
  { function: name, relationship, field, filter }: AggregateSpec,
): unknown => {
  const options = {
    public: true,
    ...(name === 'first' || name === 'list' ? { sort: ['id'] } : {}),
    ...(filter ? { filter: (refs: Refs) => asExpression(filter, refs, {}) } : {}),
  }
  const make = exported[name] as Make
  return name === 'count' || name === 'exists'
    ? make(X, relationship, options)
    : make(X, relationship, field, options)
}

/** Writes down which hooks ran, and sets what it is to set in the first of those that may. */
const changeOf =
  ({ at, sets }: HookSpec, ran: string[]) =>
  (changeset: unknown): unknown =>
    at.reduce<unknown>((current, place) => {
      const hook = (given: unknown) => {
        ran.push(place)
        if (!place.startsWith('before')) return undefined
        return sets
          ? (given as { set(values: object): unknown }).set({ [sets.name]: sets.value })
          : given
      }
      return (current as Record<string, (hook: unknown) => unknown>)[place]!(hook)
    }, changeset)

const actionsOf = (X: unknown, spec: ResourceSpec, ran: string[]): unknown => {
  const { t } = ashlar
  const written = [...Object.keys(attributes), ...spec.keys]
  const changed = written.filter((name) => name !== 'id' && name !== 'code')
  const hooks = (name: 'add' | 'edit' | 'remove' | 'put') =>
    spec.hooks[name] ? { changes: [changeOf(spec.hooks[name], ran)] } : {}
  const own = (formula: Formula | undefined, key: 'filter' | 'where') =>
    formula
      ? { [key]: (refs: Refs, args: Refs) => asExpression(formula, refs, { arguments: args }) }
      : {}
  const [read, get, create, update, destroy, action] = [
    ashlar.read,
    ashlar.get,
    ashlar.create,
    ashlar.update,
    ashlar.destroy,
    ashlar.action,
  ] as unknown as Make[]
  return {
    list: read!(X, { primary: true, ...own(spec.base, 'filter'), ...preparing(spec.prepared) }),
    some: read!(X, { arguments: { least: t.integer() }, ...own(spec.some, 'filter') }),
    one: get!(X, {
      arguments: { wanted: t.integer() },
      filter: ({ id }: Refs, { wanted }: Refs) => ashlar.eq(id as Anything, wanted as Anything),
    }),
    search: read!(X, {
      arguments: { question: t.string() },
      prepare: [nearest('embedding', 'question')],
      pagination: false,
    }),
    add: create!(X, { accept: written, ...hooks('add') }),
    put: create!(X, {
      accept: written,
      upsert: { identity: 'code', fields: changed },
      ...hooks('put'),
    }),
    edit: update!(X, { accept: changed, ...own(spec.where, 'where'), ...hooks('edit') }),
    remove: destroy!(X, hooks('remove')),
    act: action!(X, {
      arguments: { least: t.integer().nullable() },
      returns: t.string(),
      run: () => 'done',
    }),
  }
}

type Query = Readonly<Record<'filter', (filter: (refs: Refs) => unknown) => unknown>>
const preparing = (formula: Formula | undefined) =>
  formula
    ? { prepare: [(query: Query) => query.filter((refs) => asExpression(formula, refs, {}))] }
    : {}

export type Declared = ReadonlyMap<string, ashlar.ResourceClass<string, unknown>>
const declaration = ashlar.app<{ actor: unknown }>()

/** The resources of a world, declared as a user would declare them; hooks write into `ran`. */
export const declareWorld = ({ resources }: World, ran: string[]): Declared => {
  const classes = new Map<string, ashlar.ResourceClass<string, unknown>>()
  for (const spec of resources) {
    const X = class extends (ashlar.Resource(
      spec.name,
      attributesOf(spec),
    ) as unknown as new () => object) {}
    classes.set(spec.name, X as Anything)
  }
  for (const spec of resources) {
    const X = classes.get(spec.name)!
    const { policies } = spec
    Object.assign(X, {
      relationships: Object.fromEntries(
        spec.relationships.map((one) => [one.name, relationOf(classes, one)]),
      ),
      calculations: Object.fromEntries(
        spec.calculations.map((one) => [
          one.name,
          ashlar.calculate(
            X,
            fieldOf(one.type),
            (refs: unknown) => asExpression(one.formula, refs as Refs, {}) as Anything,
            { public: true },
          ),
        ]),
      ),
      aggregates: Object.fromEntries(spec.aggregates.map((one) => [one.name, aggregateOf(X, one)])),
      identities: { code: ashlar.identity(X as Anything, ['code'] as Anything) },
      actions: actionsOf(X, spec, ran),
      ...(policies
        ? {
            policies: declaration.policies(
              X,
              (refs, policy) =>
                policies.map((one) => policyOf(one, refs as Anything, policy)) as Anything,
            ),
          }
        : {}),
    })
  }
  return classes
}

/** Every question means the same direction. */
export const embedder: Embedder = {
  id: 'test',
  dimensions: 2,
  embed: async (texts: readonly string[]) => texts.map(() => [1, 0]),
}
export { declaration }
