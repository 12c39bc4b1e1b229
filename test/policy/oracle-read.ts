import type { Oracle } from './oracle.ts'
import type { Answer, FilterJson, LoadTree, ReadAsked, Request } from './request.ts'
import { compareScalars, type Value } from './three-valued.ts'
import { isEmbedded } from './world.ts'
import {
  type Formula,
  isMany,
  type Operator,
  publicAttributes,
  relationshipOf,
  resourceOf,
  type ResourceSpec,
  type Row,
  type Scalar,
  type World,
} from './world.ts'

const call = (operator: Operator, ...operands: readonly Formula[]): Formula => ({
  is: 'call',
  operator,
  operands,
})
const operators: Readonly<Record<string, Operator>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'lt',
  lte: 'lte',
  gt: 'gt',
  gte: 'gte',
  in: 'inList',
}

const test = (left: Formula, operator: string, operand: unknown): Formula => {
  if (operator === 'isNull')
    return operand === true ? call('isNull', left) : call('not', call('isNull', left))
  const right: Formula = { is: 'value', value: operand as Scalar }
  return operator === 'notIn'
    ? call('not', call('inList', left, right))
    : call(operators[operator]!, left, right)
}

/** A caller's filter as the formula it stands for. */
export const filterFormula = (world: World, resource: ResourceSpec, json: FilterJson): Formula => {
  const entry = ([name, given]: readonly [string, unknown]): Formula => {
    if (name === 'and' || name === 'or')
      return call(
        name,
        ...(given as FilterJson[]).map((one) => filterFormula(world, resource, one)),
      )
    if (name === 'not') return call('not', filterFormula(world, resource, given as FilterJson))
    const relationship = resource.relationships.find((one) => one.name === name)
    if (relationship)
      return {
        is: 'exists',
        path: [name],
        where: filterFormula(world, resourceOf(world, relationship.to), given as FilterJson),
      }
    const left: Formula = { is: 'field', path: [], name }
    if (given === null) return call('isNull', left)
    if (typeof given !== 'object') return test(left, 'eq', given)
    return call(
      'and',
      ...Object.entries(given).map(([operator, operand]) => test(left, operator, operand)),
    )
  }
  return call('and', ...Object.entries(json).map(entry))
}

const sortField = (key: string): Formula => {
  const path = key.replace(/^-/, '').split('.')
  return { is: 'field', path: path.slice(0, -1), name: path.at(-1)! }
}

interface Loaded {
  readonly [name: string]: unknown
}

/** What reads give by the letter of the documents. */
export class ReadOracle {
  readonly #oracle: Oracle
  constructor(oracle: Oracle) {
    this.#oracle = oracle
  }
  #follows(
    resource: ResourceSpec,
    { filterInput, filter, sort, sortInput, load }: Partial<ReadAsked>,
  ): Set<string> {
    const oracle = this.#oracle
    const found = new Set<string>()
    if (filterInput)
      oracle.touched(filterFormula(oracle.world, resource, filterInput), resource, found)
    if (filter) oracle.touched(filter, resource, found, true)
    for (const key of sortInput?.length ? sortInput : (sort ?? []))
      oracle.touched(sortField(key), resource, found)
    if (load) this.#loads(resource, load, found)
    return found
  }
  #loads(resource: ResourceSpec, load: LoadTree, found: Set<string>): void {
    for (const [name, nested] of Object.entries(load)) {
      const relationship = resource.relationships.find((one) => one.name === name)
      if (!relationship) {
        this.#oracle.touched({ is: 'field', path: [], name }, resource, found)
        continue
      }
      found.add(relationship.to)
      if (relationship.through) found.add(relationship.through.resource)
      if (nested !== true)
        this.#loads(resourceOf(this.#oracle.world, relationship.to), nested, found)
    }
  }
  #value(formula: Formula, resource: ResourceSpec, row: Row): Value {
    const oracle = this.#oracle
    return oracle.evaluate(formula, { resource, row }, oracle.permitted, oracle.bound())
  }
  /** The records in their order, or undefined where the read is refused as a whole. */
  records(asked: ReadAsked): readonly Row[] | undefined {
    const oracle = this.#oracle
    const resource = resourceOf(oracle.world, asked.resource)
    if (
      oracle.refusesRead(resource, asked.action, asked.arguments) ||
      oracle.refused(this.#follows(resource, asked))
    )
      return undefined
    const bound = oracle.bound(asked.arguments)
    const declared = (row: Row): boolean => {
      if (asked.action === 'list') return oracle.inBase(resource, row)
      if (asked.action === 'one') return row.id === asked.arguments['wanted']
      return oracle.evaluate(resource.some, { resource, row }, oracle.based, bound) === true
    }
    const { filter, filterInput } = asked
    const given = filterInput && filterFormula(oracle.world, resource, filterInput)
    const chosen = (row: Row) =>
      (!filter || oracle.evaluate(filter, { resource, row }, oracle.based, bound) === true) &&
      (!given || this.#value(given, resource, row) === true)
    const kept = oracle
      .permittedBy(resource, asked.action, asked.arguments)
      .filter((row) => declared(row) && chosen(row))
    return this.#sorted(
      resource,
      kept,
      asked.sortInput?.length ? asked.sortInput : (asked.sort ?? []),
    )
  }
  #sorted(resource: ResourceSpec, rows: readonly Row[], keys: readonly string[]): readonly Row[] {
    const orders = keys.map((key) => ({
      sign: key.startsWith('-') ? -1 : 1,
      formula: sortField(key),
    }))
    const compare = (left: Row, right: Row): number => {
      for (const { sign, formula } of orders) {
        const [one, other] = [left, right].map(
          (row) => this.#value(formula, resource, row) as Scalar,
        ) as [Scalar, Scalar]
        const difference = compareScalars(one, other)
        if (difference !== 0) return sign * difference
      }
      return compareScalars(left.id!, right.id!)
    }
    return rows.toSorted(compare)
  }
  /** A record as it is given out, with what was asked for beside it. */
  shown(
    resource: ResourceSpec,
    given: Row,
    load: LoadTree = {},
    outside = false,
    row = given,
  ): Loaded {
    const own = outside
      ? Object.fromEntries(publicAttributes(resource).map((name) => [name, row[name] ?? null]))
      : given
    const loaded = Object.entries(load).map(([name, nested]): [string, unknown] => {
      const relationship = resource.relationships.find((one) => one.name === name)
      if (!relationship) return [name, this.#value({ is: 'field', path: [], name }, resource, row)]
      const destination = resourceOf(this.#oracle.world, relationship.to)
      const inner = nested === true ? {} : nested
      const found = this.#oracle
        .permitted(resource, relationshipOf(resource, name), row)
        .map((other) => this.shown(destination, other, inner, outside))
      return [name, isMany(relationship) ? found : (found[0] ?? null)]
    })
    return { ...own, ...Object.fromEntries(loaded) }
  }
  /** The right answers: one, but where policies that never hold may be seen to. */
  answers(request: Request): Answer[] {
    const given = 'read' in request ? request.read : request
    const resource = resourceOf(
      this.#oracle.world,
      (given as { readonly resource: string }).resource,
    )
    const asked =
      'read' in request
        ? this.#oracle.request(request.read.action, request.read.arguments)
        : this.#oracle.request(request.door === 'retrieve' ? 'search' : 'list')
    const doubtful =
      this.#oracle.mayNever(resource, asked) ||
      this.#oracle.mayBeRefused(this.#follows(resource, given as Partial<ReadAsked>))
    return [this.#answer(request), ...(doubtful ? [{ error: 'forbidden' }] : [])]
  }
  #answer(request: Request): Answer {
    const forbidden = { error: 'forbidden' }
    if (!('read' in request)) return this.#single(request)
    const { door, read } = request
    const resource = resourceOf(this.#oracle.world, read.resource)
    const rows = this.records(read)
    if (!rows) return forbidden
    if (door === 'count') return { value: rows.length }
    if (door === 'exists') return { value: rows.length > 0 }
    const outside = door === 'tool' || door === 'http' || door === 'httpQuery' || door === 'mcp'
    const records = rows.map((row) => this.shown(resource, row, read.load, outside))
    if (read.action !== 'one') return { value: records }
    return outside && records.length === 0 ? { error: 'not_found' } : { value: records[0] ?? null }
  }
  #single(request: Exclude<Request, { readonly read: ReadAsked }>): Answer {
    const oracle = this.#oracle
    if (request.door === 'retrieve') {
      if (oracle.refusesRead(resourceOf(oracle.world, request.resource), 'search'))
        return { error: 'forbidden' }
      const rows = oracle
        .permittedBy(resourceOf(oracle.world, request.resource), 'search')
        .filter(({ id }) => isEmbedded(id as number))
      const nearness = ({ id }: Row) => 1 - Math.cos(id as number)
      return {
        value: rows
          .toSorted((left, right) => nearness(left) - nearness(right))
          .map(({ id }) => String(id)),
      }
    }
    if (request.door !== 'get' && request.door !== 'load')
      throw new Error(`${request.door} is no read.`)
    const resource = resourceOf(oracle.world, request.resource)
    const load = request.load ?? {}
    const found = new Set<string>()
    this.#loads(resource, load, found)
    if (request.door === 'load' && request.ids.length === 0) return { value: [] }
    if (oracle.refusesRead(resource) || oracle.refused(found)) return { error: 'forbidden' }
    const seen = new Map(oracle.visible(resource.name).map((row) => [row.id, row]))
    const ids = request.door === 'get' ? [request.id] : request.ids
    const rows = ids.map((id) => seen.get(id))
    if (rows.includes(undefined)) return { error: 'not_found' }
    const records = rows.map((row) =>
      this.shown(resource, request.door === 'get' ? row! : { id: row!.id! }, load, false, row),
    )
    return { value: request.door === 'get' ? records[0] : records }
  }
}
