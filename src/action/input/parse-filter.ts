import { InvalidFilterValue } from '../../error/invalid-filter-value.ts'
import { NoSuchField } from '../../error/no-such-field.ts'
import { call, type Node, valueNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { didYouMean } from '../../type/nearest.ts'
import { conjunction } from '../conjunction.ts'
import { guard, guardHop } from '../read/guard.ts'
import type { Reading } from '../read/reading.ts'
import { castOperand } from './cast-operand.ts'
import { operatorsOf } from './operators.ts'
import { type PublicField, publicField, publicNames, publicRelationship } from './public-fields.ts'

type Path = readonly (string | number)[]
type Input = Readonly<Record<string, unknown>>
const deepest = 8
const most = 200

const isObject = (input: unknown): input is Input =>
  typeof input === 'object' && input !== null && !Array.isArray(input) && Object.getPrototypeOf(input) !== Date.prototype
const refuse = (path: Path, message: string, rule: string) =>
  new InvalidFilterValue({ field: String(path[0] ?? 'filter'), path: path.length ? path : ['filter'], message, rule })

/** One caller's filter being read; it counts what it has met. */
class FilterParser {
  readonly #reading: Reading
  #conditions = 0
  constructor(reading: Reading) {
    this.#reading = reading
  }
  object(info: ResourceInfo, input: unknown, path: Path, depth: number): Node {
    if (!isObject(input)) throw refuse(path, 'must be an object', 'map')
    if (depth > deepest) throw refuse(path, `must not be nested deeper than ${deepest} levels`, 'depth')
    const conditions = Object.entries(input).map(([name, value]) => this.#entry(info, name, value, [...path, name], depth))
    return conjunction(...conditions) ?? valueNode(true)
  }
  #entry(info: ResourceInfo, name: string, value: unknown, path: Path, depth: number): Node {
    if (++this.#conditions > most) throw refuse(path, `is one of more than ${most} conditions`, 'size')
    if (name === 'and' || name === 'or') return call(name, ...this.#list(info, value, path, depth))
    if (name === 'not') return call('not', this.object(info, value, path, depth + 1))
    const relationship = publicRelationship(info, name)
    if (relationship) {
      const where = this.object(relationship.destination, value, path, depth + 1)
      return this.#guarded(info, { kind: 'exists', path: [name], where, origin: 'input' })
    }
    const field = publicField(info, name)
    if (!field) throw new NoSuchField({ resource: info.name, field: name, known: publicNames(info), path })
    return this.#field(info, field, value, path)
  }
  #list(info: ResourceInfo, value: unknown, path: Path, depth: number): Node[] {
    if (!Array.isArray(value)) throw refuse(path, 'must be a list of filters', 'list')
    return value.map((one, i) => this.object(info, one, [...path, i], depth + 1))
  }
  #field(info: ResourceInfo, field: PublicField, value: unknown, path: Path): Node {
    const operators = operatorsOf(field.type)
    const given = value === null ? { isNull: true } : isObject(value) ? value : { eq: value }
    const left = this.#guarded(info, field.node)
    const conditions = Object.entries(given).map(([name, operand]) => {
      const whole = isObject(value) ? [...path, name] : path
      const known = Object.hasOwn(operators, name) ? operators[name] : undefined
      if (!known)
        throw refuse(
          path,
          `does not take "${name}".${didYouMean(name, Object.keys(operators)) || ` It takes: ${Object.keys(operators).join(', ')}.`}`,
          'operator',
        )
      if (++this.#conditions > most) throw refuse(path, `is one of more than ${most} conditions`, 'size')
      const right = castOperand(field, known, operand, whole)
      if (known.operand === 'flag') return right ? call(known.operator, left) : call('not', call(known.operator, left))
      const condition = call(known.operator, left, valueNode(right))
      return known.negated ? call('not', condition) : condition
    })
    return conjunction(...conditions) ?? valueNode(true)
  }
  // Conditions inside a relationship were guarded as they were read; what is left is the relationship's own policy.
  #guarded(info: ResourceInfo, node: Node): Node {
    if (node.kind !== 'exists' || this.#reading.scope.system) return guard(this.#reading, info, node)
    return guardHop(this.#reading, info.relationships.get(node.path[0]!)!, node)
  }
}

/**
 * A caller's filter as a tree. Public fields, operators that fit the type, values cast by it; every relationship followed holds the read policies
 * of its destination. Throws `NoSuchField` or `InvalidFilterValue` with the path of what is wrong.
 */
export const parseFilter = (reading: Reading, info: ResourceInfo, input: unknown): Node => new FilterParser(reading).object(info, input, [], 1)
