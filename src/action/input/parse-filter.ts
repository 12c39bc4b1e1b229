import { InvalidFilterValueError } from '../../error/invalid-value.ts'
import { NoSuchFieldError } from '../../error/no-such-name.ts'
import { call, type Node, valueNode } from '../../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { didYouMean } from '../../text/nearest.ts'
import { clip } from '../../text/shown.ts'
import { conjunction } from '../authorize/conjunction.ts'
import { guard, guardHop } from '../read/guard.ts'
import type { Reading } from '../read/reading.ts'
import { castOperand } from './cast-operand.ts'
import { operatorsOf } from './operators.ts'
import { type PublicField, publicField, publicNames, publicRelationship } from './public-fields.ts'
import type { CallerLimits } from '../../text/limits.ts'

type Path = readonly (string | number)[]
type Input = Readonly<Record<string, unknown>>

const isObject = (input: unknown): input is Input =>
  typeof input === 'object' &&
  input !== null &&
  !Array.isArray(input) &&
  Object.getPrototypeOf(input) !== Date.prototype
const refuse = (path: Path, message: string, rule: string) =>
  new InvalidFilterValueError({
    field: String(path[0] ?? 'filter'),
    path: path.length ? path : ['filter'],
    message,
    rule,
  })

/**
 * Where in a filter something stands: its path, how deep it is nested, and how many relationships
 * to many lead there.
 */
interface Place {
  readonly path: Path
  readonly depth: number
  readonly many: number
}

/** One caller's filter being read; it counts what it has met. */
class FilterParser {
  readonly #reading: Reading
  readonly #limits: CallerLimits
  #conditions = 0
  constructor(reading: Reading) {
    this.#reading = reading
    this.#limits = reading.scope.runtime.limits
  }
  object(info: ResourceInfo, input: unknown, { path, depth, many }: Place): Node {
    if (!isObject(input)) throw refuse(path, 'must be an object', 'map')
    if (depth > this.#limits.depth)
      throw refuse(path, `must not be nested deeper than ${this.#limits.depth} levels`, 'depth')
    const entries = Object.entries(input)
    // Nothing is a condition too: a list of it costs as much.
    if (entries.length === 0) this.#count(path)
    const conditions = entries.map(([name, value]) =>
      this.#entry(info, name, value, { path: [...path, name], depth: depth + 1, many }),
    )
    return conjunction(...conditions) ?? valueNode(true)
  }
  #count(path: Path): void {
    const { conditions } = this.#limits
    if (++this.#conditions > conditions)
      throw refuse(path, `must have at most ${conditions} conditions in all`, 'size')
  }
  #entry(info: ResourceInfo, name: string, value: unknown, place: Place): Node {
    const relationship = publicRelationship(info, name)
    if (relationship || name === 'and' || name === 'or' || name === 'not') this.#count(place.path)
    if (name === 'and' || name === 'or') return call(name, ...this.#list(info, value, place))
    if (name === 'not') return call('not', this.object(info, value, place))
    if (relationship) {
      const where = this.object(relationship.destination, value, this.#beyond(relationship, place))
      return this.#guarded(info, { kind: 'exists', path: [name], where, origin: 'input' })
    }
    const field = publicField(info, name)
    if (!field)
      throw new NoSuchFieldError({
        resource: info.name,
        field: name,
        known: publicNames(info),
        path: place.path,
      })
    return this.#field(info, field, value, place.path)
  }
  #beyond(relationship: RelationshipInfo, { path, depth, many }: Place): Place {
    const { manyHops } = this.#limits
    const followed = relationship.many ? many + 1 : many
    if (followed > manyHops)
      throw refuse(
        path,
        `must follow at most ${manyHops} relationships to many records, one inside the other`,
        'hops',
      )
    return { path, depth, many: followed }
  }
  #list(info: ResourceInfo, value: unknown, { path, depth, many }: Place): Node[] {
    if (!Array.isArray(value)) throw refuse(path, 'must be a list of filters', 'list')
    return value.map((one, i) => this.object(info, one, { path: [...path, i], depth, many }))
  }
  #field(info: ResourceInfo, field: PublicField, value: unknown, path: Path): Node {
    const operators = operatorsOf(field.type)
    const operands = value === null ? { isNull: true } : isObject(value) ? value : { eq: value }
    const node = this.#guarded(info, field.node)
    const entries = Object.entries(operands)
    if (entries.length === 0) this.#count(path)
    const conditions = entries.map(([name, operand]) => {
      const whole = isObject(value) ? [...path, name] : path
      const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
      if (!operator)
        throw refuse(
          path,
          `does not take "${clip(name)}".${didYouMean(name, Object.keys(operators)) || ` It takes: ${Object.keys(operators).join(', ')}.`}`,
          'operator',
        )
      this.#count(path)
      const right = castOperand(field, operator, operand, {
        path: whole,
        most: this.#limits.values,
      })
      if (operator.operand === 'flag')
        return right ? call(operator.operator, node) : call('not', call(operator.operator, node))
      const condition = call(operator.operator, node, valueNode(right))
      return operator.negated ? call('not', condition) : condition
    })
    return conjunction(...conditions) ?? valueNode(true)
  }
  // Conditions inside a relationship were guarded as they were read; what is left is the
  // relationship's own policy.
  #guarded(info: ResourceInfo, node: Node): Node {
    if (node.kind !== 'exists') return guard(this.#reading.visible, info, node)
    return guardHop(this.#reading.visible, info.relationships.get(node.path[0]!)!, node)
  }
}

/**
 * A caller's filter as a tree. Public fields, operators that fit the type, values cast by it; every
 * relationship followed holds the read policies of its destination. Throws `NoSuchField` or
 * `InvalidFilterValue` with the path of what is wrong.
 */
export const parseFilter = (reading: Reading, info: ResourceInfo, input: unknown): Node =>
  new FilterParser(reading).object(info, input, { path: [], depth: 1, many: 0 })
