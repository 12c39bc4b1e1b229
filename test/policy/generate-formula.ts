import type { Random } from './random.ts'
import {
  actorFields,
  attributes,
  type Formula,
  isMany,
  type Kind,
  type Operator,
  type RelationshipSpec,
  resourceOf,
  type Scalar,
  type World,
} from './world.ts'

/** What a formula may mention beside attributes. */
export interface Words {
  readonly actor?: boolean
  readonly argument?: boolean
  /** Other records. */
  readonly related?: boolean
  /** Declared calculations and aggregates. */
  readonly derived?: boolean
}
export const domain: Readonly<Record<Kind, readonly Scalar[]>> = {
  number: [0, 1, 2, 3],
  text: ['', 'a', 'b'],
  boolean: [true, false],
}
export const arbitraryValue = (random: Random, kind: Kind): Scalar =>
  random.chance(0.2) ? null : random.pick(domain[kind])
/** Never null: operators compare with values only. */
export const arbitraryLiteral = (random: Random, kind: Kind): number | string | boolean =>
  random.pick(domain[kind]) as number

const call = (operator: Operator, ...operands: readonly Formula[]): Formula => ({
  is: 'call',
  operator,
  operands,
})
const value = (literal: Scalar | readonly Scalar[]): Formula => ({ is: 'value', value: literal })

export class FormulaMaker {
  readonly #random: Random
  readonly #world: World
  readonly #words: Words
  constructor(random: Random, world: World, words: Words) {
    this.#random = random
    this.#world = world
    this.#words = words
  }
  boolean(resource: string, depth = 2): Formula {
    const random = this.#random
    if (depth > 0 && random.chance(0.45)) {
      const inner = () => this.boolean(resource, depth - 1)
      const operator = random.pick(['and', 'or', 'not'] as const)
      return operator === 'not' ? call('not', inner()) : call(operator, ...random.list(1, 3, inner))
    }
    if (this.#words.related && depth > 0 && random.chance(0.3)) {
      const path = this.#pathToMany(resource)
      if (path)
        return {
          is: 'exists',
          ...path.node,
          ...(random.chance(0.7) ? { where: this.boolean(path.end, depth - 1) } : {}),
        }
    }
    return this.#test(resource, depth)
  }
  #test(resource: string, depth: number): Formula {
    const random = this.#random
    const kind = random.pick(['number', 'number', 'text', 'boolean'] as const)
    const left = this.#reference(resource, kind, depth)
    if (kind === 'boolean' && random.chance(0.3)) return left
    switch (random.below(8)) {
      case 0:
        return call('isNull', left)
      case 1:
        return call(
          'isDistinctFrom',
          left,
          random.chance(0.3) ? value(null) : this.#other(left, resource, kind, depth),
        )
      case 2:
        return call('inList', left, value(random.list(0, 3, () => arbitraryLiteral(random, kind))))
      case 3:
        return kind === 'boolean'
          ? call('ifElse', left, this.#truth(), this.#truth())
          : call(random.pick(['lt', 'gte']), left, this.#other(left, resource, kind, depth))
      case 4:
        return call(
          random.pick(['ne', 'gt', 'lte']),
          left,
          this.#other(left, resource, kind, depth),
        )
      case 5:
        return call(
          random.pick(['eq', 'ne']),
          call('coalesce', left, value(arbitraryLiteral(random, kind))),
          this.#other(left, resource, kind, depth),
        )
      default:
        return call('eq', left, this.#other(left, resource, kind, depth))
    }
  }
  /** Something to compare with, never the same thing: that would be no question. */
  #other(left: Formula, resource: string, kind: Kind, depth: number): Formula {
    const found = this.operand(resource, kind, depth)
    return JSON.stringify(found) === JSON.stringify(left)
      ? value(arbitraryLiteral(this.#random, kind))
      : found
  }
  #truth(): Formula {
    return value(this.#random.chance(0.5))
  }
  /** Something of a kind: often the actor's, where it may be mentioned. */
  operand(resource: string, kind: Kind, depth: number): Formula {
    const random = this.#random
    if (this.#words.actor && random.chance(0.5))
      return { is: 'actor', name: random.pick(actorFields[kind]) }
    if (this.#words.argument && kind === 'number' && random.chance(0.5))
      return { is: 'argument', name: 'least' }
    if (random.chance(0.5)) return value(arbitraryLiteral(random, kind))
    return this.#reference(resource, kind, depth)
  }
  #reference(resource: string, kind: Kind, depth: number): Formula {
    const random = this.#random
    if (this.#words.actor && random.chance(0.15))
      return { is: 'actor', name: random.pick(actorFields[kind]) }
    if (kind === 'number' && depth > 0 && this.#words.related && random.chance(0.15)) {
      const path = this.#pathToMany(resource)
      if (path)
        return {
          is: 'count',
          ...path.node,
          ...(random.chance(0.5) ? { where: this.boolean(path.end, depth - 1) } : {}),
        }
    }
    if (kind === 'number' && random.chance(0.1))
      return call(
        random.pick(['add', 'multiply']),
        this.field(resource, kind),
        value(arbitraryLiteral(random, kind)),
      )
    if (kind === 'text' && random.chance(0.1))
      return call('concat', this.field(resource, kind), value(arbitraryLiteral(random, kind)))
    return this.field(resource, kind)
  }
  /** A field of the record, or of one that a path of to-one relationships leads to. */
  field(resource: string, kind: Kind): Formula {
    const random = this.#random
    const path = this.#words.related ? this.#pathToOne(resource) : { node: [], end: resource }
    const spec = resourceOf(this.#world, path.end)
    const derived = this.#words.derived
      ? [
          ...spec.calculations.filter(({ type }) => type === kind).map(({ name }) => name),
          ...spec.aggregates
            .filter(({ function: name }) =>
              kind === 'number'
                ? name !== 'exists' && name !== 'list'
                : kind === 'boolean' && name === 'exists',
            )
            .map(({ name }) => name),
        ]
      : []
    const own = [
      ...Object.keys(attributes).filter((name) => attributes[name] === kind),
      ...(kind === 'number' ? spec.keys : []),
    ]
    return {
      is: 'field',
      path: path.node,
      name: derived.length && random.chance(0.4) ? random.pick(derived) : random.pick(own),
    }
  }
  #pathToOne(resource: string): { readonly node: readonly string[]; readonly end: string } {
    const random = this.#random
    const path: string[] = []
    let end = resource
    while (path.length < 2 && random.chance(0.35)) {
      const next = resourceOf(this.#world, end).relationships.filter(
        (relationship) => !isMany(relationship),
      )
      if (next.length === 0) break
      const hop: RelationshipSpec = random.pick(next)
      path.push(hop.name)
      end = hop.to
    }
    return { node: path, end }
  }
  #pathToMany(
    resource: string,
  ): { readonly node: { readonly path: readonly string[] }; readonly end: string } | undefined {
    const way = this.#pathToOne(resource)
    const last = resourceOf(this.#world, way.end).relationships.filter(isMany)
    if (last.length === 0) return undefined
    const hop = this.#random.pick(last)
    return { node: { path: [...way.node, hop.name] }, end: hop.to }
  }
}
