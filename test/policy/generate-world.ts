import { arbitraryLiteral, arbitraryValue, FormulaMaker } from './generate-formula.ts'
import type { Random } from './random.ts'
import {
  type Actor,
  type Caller,
  actorFields,
  attributes,
  type AggregateSpec,
  type CalculationSpec,
  type CheckSpec,
  type ConditionSpec,
  effects,
  type HookSpec,
  isMany,
  type Kind,
  kindScopes,
  type PolicySpec,
  type RelationshipSpec,
  type ResourceSpec,
  type Row,
  type World,
} from './world.ts'

type Draft = { -readonly [K in keyof ResourceSpec]: ResourceSpec[K] }
const kinds = ['number', 'text', 'boolean'] as const
const yes = { is: 'value', value: true } as const

const bare = (name: string): Draft => ({
  name,
  keys: [],
  relationships: [],
  calculations: [],
  aggregates: [],
  some: yes,
  hooks: {},
})

const relate = (draft: Draft, ...relationships: readonly RelationshipSpec[]) => {
  draft.relationships = [...draft.relationships, ...relationships]
}
/** One resource belongs to another, which may lead back to many of it or to one. */
const belong = (random: Random, from: Draft, to: Draft, at: number): void => {
  const key = `${to.name.toLowerCase()}${at}Id`
  from.keys = [...from.keys, key]
  const isPublic = () => random.chance(0.8)
  relate(from, { name: key.slice(0, -2), kind: 'belongsTo', to: to.name, key, public: isPublic() })
  const back = `${from.name.toLowerCase()}Of${at}`
  if (random.chance(0.8))
    relate(to, { name: `${back}s`, kind: 'hasMany', to: from.name, key, public: isPublic() })
  if (random.chance(0.3))
    relate(to, { name: `${back}One`, kind: 'hasOne', to: from.name, key, public: isPublic() })
}

const shapes = (random: Random): Draft[] => {
  const drafts = ['Alpha', 'Beta', 'Gamma'].slice(0, 2 + random.below(2)).map(bare)
  for (const draft of drafts)
    for (let at = 0; at < 2; at += 1)
      if (random.chance(0.6)) belong(random, draft, random.pick(drafts), at)
  if (random.chance(0.8)) {
    const link = bare('Link')
    const [left, right] = [random.pick(drafts), random.pick(drafts)]
    belong(random, link, left, 0)
    belong(random, link, right, 1)
    const [source, destination] = link.keys as [string, string]
    relate(left, {
      name: 'linked',
      kind: 'manyToMany',
      to: right.name,
      key: 'id',
      through: { resource: 'Link', source, destination },
      public: random.chance(0.8),
    })
    drafts.push(link)
  }
  return drafts
}

class WorldMaker {
  readonly #random: Random
  readonly #world: World
  constructor(random: Random, world: World) {
    this.#random = random
    this.#world = world
  }
  fill(draft: Draft): void {
    const random = this.#random
    const own = new FormulaMaker(random, this.#world, {})
    draft.relationships = draft.relationships.map((relationship) =>
      random.chance(0.2)
        ? { ...relationship, filter: own.boolean(relationship.to, 1) }
        : relationship,
    )
    draft.calculations = random.list(0, 2, (at) => this.#calculation(draft, at))
    draft.aggregates = draft.relationships.some(isMany)
      ? random.list(0, 3, (at) => this.#aggregate(draft, at, own))
      : []
  }
  /** What mentions calculations and aggregates comes after all of them are there. */
  finish(draft: Draft): void {
    const random = this.#random
    const own = new FormulaMaker(random, this.#world, {})
    if (random.chance(0.85)) draft.policies = this.#policies(draft.name)
    if (random.chance(0.3)) draft.base = own.boolean(draft.name, 1)
    if (random.chance(0.15)) draft.prepared = own.boolean(draft.name, 1)
    draft.some = new FormulaMaker(random, this.#world, { argument: true }).boolean(draft.name, 1)
    if (random.chance(0.3)) draft.where = own.boolean(draft.name, 1)
    draft.hooks = Object.fromEntries(
      (['add', 'edit', 'remove', 'put'] as const)
        .filter(() => random.chance(0.4))
        .map((name) => [name, this.#hook(name)]),
    )
  }
  #calculation(draft: Draft, at: number): CalculationSpec {
    const maker = new FormulaMaker(this.#random, this.#world, { related: true })
    const type = this.#random.pick(kinds)
    return {
      name: `calc${at}`,
      type,
      formula: type === 'boolean' ? maker.boolean(draft.name, 2) : maker.field(draft.name, type),
    }
  }
  #aggregate(draft: Draft, at: number, own: FormulaMaker): AggregateSpec {
    const random = this.#random
    const relationship = random.pick(draft.relationships.filter(isMany))
    const name = random.pick([
      'count',
      'count',
      'exists',
      'sum',
      'min',
      'max',
      'first',
      'list',
    ] as const)
    const filter = random.chance(0.4) ? { filter: own.boolean(relationship.to, 1) } : {}
    return {
      name: `agg${at}`,
      function: name,
      relationship: relationship.name,
      field: random.pick(['n', 'id', 'secret']),
      ...filter,
    }
  }
  #hook(action: string): HookSpec {
    const random = this.#random
    const at = random.some(
      ['beforeTransaction', 'beforeAction', 'afterAction', 'afterTransaction'] as const,
      0.6,
    )
    const before = at.includes('beforeTransaction') || at.includes('beforeAction')
    return {
      at,
      ...(action === 'add' && before && random.chance(0.4)
        ? { sets: { name: 'n', value: arbitraryValue(random, 'number') } }
        : {}),
    }
  }
  #policies(resource: string): PolicySpec[] {
    const random = this.#random
    const wide: PolicySpec = {
      bypass: false,
      scope: 'always',
      strict: false,
      when: [],
      checks: [
        {
          effect: 'authorizeIf',
          condition: random.chance(0.5) ? true : this.#condition(resource, false),
        },
      ],
    }
    const made = random.list(1, 4, () => this.#policy(resource))
    return random.chance(0.6) ? [...made, wide] : made
  }
  #policy(resource: string): PolicySpec {
    const random = this.#random
    const bypass = random.chance(0.2)
    const strict = random.chance(0.12)
    const scope = random.chance(0.75)
      ? random.pick(kindScopes)
      : random.pick([['list'], ['some'], ['edit', 'remove'], ['put'], ['add'], ['act'], ['one']])
    const checks = random.list(1, 3, () => ({
      effect: random.pick(effects),
      condition: this.#condition(resource, strict),
    }))
    const last = {
      effect: 'authorizeIf',
      condition: random.chance(0.3) ? true : this.#condition(resource, strict),
    } as const
    return {
      bypass,
      scope,
      strict,
      when: random.chance(0.25) ? [this.#condition(resource, strict)] : [],
      checks: bypass || random.chance(0.7) ? [...checks, last] : checks,
    }
  }
  #condition(resource: string, strict: boolean): ConditionSpec {
    const random = this.#random
    if (random.chance(0.1)) return random.chance(0.6)
    if (random.chance(0.25)) return this.#check(resource, strict)
    return new FormulaMaker(random, this.#world, {
      actor: true,
      related: !strict,
      derived: !strict,
    }).boolean(resource, 2)
  }
  #check(resource: string, strict: boolean): CheckSpec {
    const random = this.#random
    const paths = this.#world.resources.find(({ name }) => name === resource)!.relationships
    const kind: Kind = random.pick(kinds)
    switch (random.below(paths.length && !strict ? 6 : 5)) {
      case 0:
        return { check: 'actorPresent' }
      case 1:
        return {
          check: 'actorAttributeEquals',
          name: random.pick(actorFields[kind]),
          value: arbitraryLiteral(random, kind),
        }
      case 2:
        return {
          check: 'actionIs',
          names: random.some(['list', 'edit', 'add', 'put', 'remove', 'act'], 0.4).concat('some'),
        }
      case 3:
        return { check: 'matches', argument: 'least', value: arbitraryValue(random, 'number') }
      case 4: {
        const change = random.chance(0.5)
          ? {}
          : {
              ...(random.chance(0.5) ? { from: random.pick([0, 1]) } : {}),
              to: random.pick([2, 3, null]),
            }
        return { check: 'changingAttributes', name: 'n', ...change }
      }
      default:
        return {
          check: 'relatesToActorVia',
          path: [random.pick(paths).name],
          field: random.pick(['id', 'n']),
        }
    }
  }
}

const actors = (random: Random): Caller[] => {
  const actor = (id: number): Actor => ({
    id,
    level: arbitraryValue(random, 'number') as number | null,
    role: arbitraryValue(random, 'text') as string | null,
    banned: arbitraryValue(random, 'boolean') as boolean | null,
  })
  return [
    null,
    'system',
    actor(1),
    actor(2),
    random.chance(0.5)
      ? { id: 0, level: 0, role: '', banned: false }
      : { id: 3, level: null, role: null, banned: null },
  ]
}

export const arbitraryRow = (
  random: Random,
  { keys, relationships }: ResourceSpec,
  id: number,
  idsOf: (resource: string) => readonly number[],
): Row => {
  const plain = Object.entries(attributes).map(
    ([name, kind]) =>
      [
        name,
        name === 'id'
          ? id
          : name === 'code'
            ? random.chance(0.8)
              ? id
              : null
            : arbitraryValue(random, kind),
      ] as const,
  )
  const pointers = keys.map((key) => {
    const to = relationships.find(
      (relationship) => relationship.kind === 'belongsTo' && relationship.key === key,
    )!.to
    const ids = idsOf(to)
    return [key, ids.length && random.chance(0.75) ? random.pick(ids) : null] as const
  })
  return Object.fromEntries([...plain, ...pointers])
}

export const arbitraryWorld = (random: Random): World => {
  const resources = shapes(random)
  const world: World = { resources, actors: actors(random), rows: {} }
  const maker = new WorldMaker(random, world)
  for (const draft of resources) maker.fill(draft)
  for (const draft of resources) maker.finish(draft)
  const ids = new Map(resources.map(({ name }) => [name, random.list(2, 6, (at) => at)]))
  const rows = Object.fromEntries(
    resources.map((resource) => [
      resource.name,
      ids
        .get(resource.name)!
        .map((id) => arbitraryRow(random, resource, id, (name) => ids.get(name)!)),
    ]),
  )
  return { ...world, rows }
}
