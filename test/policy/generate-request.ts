import { arbitraryLiteral, arbitraryValue, FormulaMaker } from './generate-formula.ts'
import { arbitraryRow } from './generate-world.ts'
import type { Random } from './random.ts'
import type { FilterJson, LoadTree, ReadAsked, Request, WriteAsked } from './request.ts'
import {
  attributes,
  isMany,
  type Kind,
  publicAttributes,
  resourceOf,
  type ResourceSpec,
  type Row,
  type World,
  writable,
} from './world.ts'

const readDoors = [
  'run',
  'run',
  'query',
  'count',
  'exists',
  'pages',
  'tool',
  'http',
  'httpQuery',
  'mcp',
] as const
const writeDoors = ['run', 'run', 'tool', 'http', 'mcp'] as const

/** Requests for a world, most of them of a kind that can be answered. */
export class RequestMaker {
  readonly #random: Random
  readonly #world: World
  #fresh = 1000
  constructor(random: Random, world: World) {
    this.#random = random
    this.#world = world
  }
  request(): Request {
    return this.#random.chance(0.62) ? this.read() : this.write()
  }
  read(): Request {
    const random = this.#random
    const resource = random.pick(this.#world.resources)
    switch (random.below(12)) {
      case 0:
        return {
          door: 'get',
          resource: resource.name,
          id: this.#id(resource),
          ...this.#maybeLoad(resource, false),
        }
      case 1:
        return {
          door: 'load',
          resource: resource.name,
          ids: random.list(0, 2, () => this.#id(resource)),
          load: this.#load(resource, false),
        }
      case 2:
        return {
          door: 'can',
          resource: resource.name,
          action: random.pick(['list', 'some', 'act']),
          least: arbitraryLiteral(random, 'number') as number,
        }
      case 3:
        return random.chance(0.5)
          ? {
              door: random.chance(0.5) ? 'act' : 'actTool',
              resource: resource.name,
              least: arbitraryValue(random, 'number'),
            }
          : { door: 'retrieve', resource: resource.name }
      default: {
        const door = random.pick(readDoors)
        return { door, read: this.#asked(resource, door) }
      }
    }
  }
  #asked(resource: ResourceSpec, door: (typeof readDoors)[number]): ReadAsked {
    const random = this.#random
    const counting = door === 'count' || door === 'exists'
    const outside = door === 'tool' || door === 'http' || door === 'httpQuery' || door === 'mcp'
    const action =
      counting || door === 'query' ? 'list' : random.pick(['list', 'list', 'some', 'one'] as const)
    const given =
      action === 'list'
        ? {}
        : action === 'one'
          ? { wanted: this.#id(resource) }
          : { least: arbitraryLiteral(random, 'number') }
    if (action === 'one')
      return {
        resource: resource.name,
        action: door === 'pages' ? 'list' : action,
        arguments: door === 'pages' ? {} : given,
      }
    return {
      resource: resource.name,
      action,
      arguments: given,
      ...(random.chance(0.5) ? { filterInput: this.filter(resource, 2) } : {}),
      ...(!outside && random.chance(0.3)
        ? {
            filter: new FormulaMaker(random, this.#world, { derived: true, related: true }).boolean(
              resource.name,
              2,
            ),
          }
        : {}),
      ...(!counting && random.chance(0.5) ? { sortInput: this.#sort(resource) } : {}),
      ...(!counting && !outside && random.chance(0.2) ? { sort: this.#ownSort(resource) } : {}),
      ...(counting || door === 'tool' || door === 'mcp' ? {} : this.#maybeLoad(resource, outside)),
    }
  }
  #id(resource: ResourceSpec): number {
    const ids = (this.#world.rows[resource.name] ?? []).map(({ id }) => id as number)
    return this.#random.chance(0.9) && ids.length ? this.#random.pick(ids) : 77
  }
  /** A caller's filter over public fields and relationships. */
  filter(resource: ResourceSpec, depth: number): FilterJson {
    const random = this.#random
    const entries = random.list(1, 2, (): [string, unknown] => {
      if (depth > 0 && random.chance(0.25)) {
        const name = random.pick(['and', 'or', 'not'] as const)
        return [
          name,
          name === 'not'
            ? this.filter(resource, depth - 1)
            : random.list(1, 2, () => this.filter(resource, depth - 1)),
        ]
      }
      const hops = resource.relationships.filter((one) => one.public)
      if (depth > 0 && hops.length && random.chance(0.45)) {
        const hop = random.pick(hops)
        return [
          hop.name,
          random.chance(0.2) ? {} : this.filter(resourceOf(this.#world, hop.to), depth - 1),
        ]
      }
      return this.#fieldTest(resource)
    })
    return Object.fromEntries(entries)
  }
  #fieldTest(resource: ResourceSpec): [string, unknown] {
    const random = this.#random
    const derived = [
      ...resource.calculations.map(({ name, type }) => [name, type] as const),
      ...resource.aggregates
        .filter(({ function: of }) => of !== 'list')
        .map(({ name, function: of }) => [name, of === 'exists' ? 'boolean' : 'number'] as const),
    ]
    const own = publicAttributes(resource).map(
      (name) => [name, attributes[name] ?? 'number'] as const,
    )
    const [name, kind] =
      derived.length && random.chance(0.4) ? random.pick(derived) : random.pick(own)
    return [name, this.#operand(kind)]
  }
  #operand(kind: Kind): unknown {
    const random = this.#random
    const one = () => arbitraryLiteral(random, kind)
    switch (random.below(6)) {
      case 0:
        return null
      case 1:
        return one()
      case 2:
        return { [random.pick(['in', 'notIn'])]: random.list(1, 3, one) }
      case 3:
        return { isNull: random.chance(0.5) }
      case 4:
        return { [random.pick(['eq', 'ne'])]: one() }
      default:
        return { [random.pick(['lt', 'lte', 'gt', 'gte'])]: one() }
    }
  }
  #sortable(resource: ResourceSpec): string[] {
    return [
      ...publicAttributes(resource),
      ...resource.calculations.map(({ name }) => name),
      ...resource.aggregates.filter(({ function: of }) => of !== 'list').map(({ name }) => name),
    ]
  }
  #sort(resource: ResourceSpec): string[] {
    const random = this.#random
    return random.list(1, 2, () => {
      const hops = resource.relationships.filter((one) => one.public && !isMany(one))
      const hop = hops.length && random.chance(0.4) ? random.pick(hops) : undefined
      const name = random.pick(this.#sortable(hop ? resourceOf(this.#world, hop.to) : resource))
      return `${random.chance(0.5) ? '-' : ''}${hop ? `${hop.name}.` : ''}${name}`
    })
  }
  #ownSort(resource: ResourceSpec): string[] {
    return this.#random.list(
      1,
      2,
      () => `${this.#random.chance(0.5) ? '-' : ''}${this.#random.pick(this.#sortable(resource))}`,
    )
  }
  #maybeLoad(resource: ResourceSpec, outside: boolean): { readonly load?: LoadTree } {
    return this.#random.chance(0.5) ? { load: this.#load(resource, outside) } : {}
  }
  #load(resource: ResourceSpec, outside: boolean, depth = 1): LoadTree {
    const random = this.#random
    const hops = resource.relationships.filter((one) => one.public || !outside)
    const names = [...resource.calculations, ...resource.aggregates].map(({ name }) => name)
    const derived = random.some(names, 0.5).map((name) => [name, true] as const)
    const related = random
      .some(hops, 0.55)
      .map(
        (hop) =>
          [
            hop.name,
            depth > 0 && !(outside && isMany(hop)) && random.chance(0.4)
              ? this.#nested(resourceOf(this.#world, hop.to), outside, depth)
              : true,
          ] as const,
      )
    return Object.fromEntries([...derived, ...related])
  }
  #nested(resource: ResourceSpec, outside: boolean, depth: number): true | LoadTree {
    const load = this.#load(resource, outside, depth - 1)
    return Object.keys(load).length ? load : true
  }
  write(): Request {
    const random = this.#random
    const resource = random.pick(this.#world.resources)
    switch (random.below(12)) {
      case 0:
        return {
          door: 'bulkCreate',
          resource: resource.name,
          inputs: random.list(1, 3, () => this.#new(resource)),
        }
      case 1:
        return {
          door: 'bulkUpdate',
          resource: resource.name,
          filterInput: this.filter(resource, 1),
          input: this.#changes(resource),
        }
      case 2:
        return {
          door: 'bulkDestroy',
          resource: resource.name,
          filterInput: this.filter(resource, 1),
        }
      case 3:
      case 4:
        return { door: 'can', write: this.#asksWrite(resource) }
      default:
        return this.#writeThrough(random.pick(writeDoors), this.#asksWrite(resource))
    }
  }
  /** What is private does not come from outside. */
  #writeThrough(door: (typeof writeDoors)[number], write: WriteAsked): Request {
    const { secret: _, ...open } = write.input
    return { door, write: door === 'run' ? write : { ...write, input: open } }
  }
  #asksWrite(resource: ResourceSpec): WriteAsked {
    const random = this.#random
    const action = random.pick(['add', 'put', 'put', 'edit', 'edit', 'edit', 'remove'] as const)
    const asked = { resource: resource.name, action }
    if (action === 'add') return { ...asked, input: this.#new(resource) }
    if (action === 'put')
      return { ...asked, input: { ...this.#new(resource), code: this.#id(resource) } }
    if (action === 'remove') return { ...asked, input: { id: this.#id(resource) } }
    return { ...asked, input: { id: this.#id(resource), ...this.#changes(resource) } }
  }
  #new(resource: ResourceSpec): Row {
    this.#fresh += 1
    const ids = (name: string) => (this.#world.rows[name] ?? []).map(({ id }) => id as number)
    const row = arbitraryRow(this.#random, resource, this.#fresh, ids)
    return this.#random.chance(0.1) ? { ...row, code: this.#id(resource) } : row
  }
  #changes(resource: ResourceSpec): Row {
    const random = this.#random
    const names = [...random.some(writable, 0.4), ...random.some(resource.keys, 0.2)]
    const row = arbitraryRow(random, resource, 0, (name) =>
      (this.#world.rows[name] ?? []).map(({ id }) => id as number),
    )
    return Object.fromEntries(
      (names.length ? names : ['n']).map((name) => [name, row[name] ?? null]),
    )
  }
}
