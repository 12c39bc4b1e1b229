import {
  compareScalars,
  type Open,
  open,
  operate,
  type Value,
  type Verdict,
} from './three-valued.ts'
import { type PolicyRequest, policyVerdict, strictlyRefused } from './oracle-policy.ts'
import {
  type ActionName,
  type Caller,
  actionKinds,
  type AggregateSpec,
  attributes,
  type Formula,
  isMany,
  relationshipOf,
  type RelationshipSpec,
  resourceOf,
  type ResourceSpec,
  type Row,
  type Scalar,
  type World,
} from './world.ts'

export type Rows = Map<string, Row[]>
/**
 * What is followed through a relationship: everything that is related, or what the actor may see of
 * it.
 */
export type Lens = (resource: ResourceSpec, hop: RelationshipSpec, row: Row) => readonly Row[]
/** A record of a resource, or one that is not known. */
export interface Subject {
  readonly resource: ResourceSpec
  readonly row: Row | typeof open
}
export interface Bound {
  readonly actor: Caller
  readonly arguments: Readonly<Record<string, Scalar>>
  /**
   * A record that is not stored yet: what keys lead to is sure, but for records that the new one
   * would be among.
   */
  readonly unstored?: { readonly resource: string; readonly row: Row }
}

/**
 * Whether a record that is not stored yet could be among those that a relationship leads to; a key
 * that is null leads to none.
 */
const mayLeadToNew = (
  { kind, to, key, through }: RelationshipSpec,
  row: Row,
  { unstored }: Bound,
): boolean => {
  const value = kind === 'belongsTo' ? row[key] : row.id
  if (!unstored || (value ?? null) === null) return false
  if (kind === 'belongsTo') return to === unstored.resource && value === unstored.row.id
  return to === unstored.resource || through?.resource === unstored.resource
}

/**
 * What one actor may do and see by the letter of the documents: every record is asked by itself,
 * none of the framework's code is.
 */
export class Oracle {
  readonly world: World
  readonly rows: Rows
  readonly actor: Caller
  readonly #visible = new Map<string, readonly Row[]>()
  constructor(world: World, rows: Rows, actor: Caller) {
    this.world = world
    this.rows = rows
    this.actor = actor
  }
  bound(values: Readonly<Record<string, Scalar>> = {}): Bound {
    return { actor: this.actor, arguments: values }
  }
  all(resource: string): readonly Row[] {
    return this.rows.get(resource) ?? []
  }
  /** All that is related, whoever asks; in the order of the key. */
  readonly everything: Lens = (_, hop, row) => this.#linked(hop, row, (name) => this.all(name))
  /** What is related and may be seen, over join records that may be seen. */
  readonly permitted: Lens = (_, hop, row) => this.#linked(hop, row, (name) => this.visible(name))
  /** What is related and not left out by its primary read. */
  readonly based: Lens = (_, hop, row) =>
    this.#linked(hop, row, (name) =>
      this.all(name).filter((other) => this.inBase(resourceOf(this.world, name), other)),
    )
  /** What a policy follows. */
  get policyLens(): Lens {
    return this.everything
  }
  /** Of several candidates of a to-one relationship the first is meant. */
  #linked(
    { kind, to, key, through, filter }: RelationshipSpec,
    row: Row,
    of: (resource: string) => readonly Row[],
  ): readonly Row[] {
    const joins = through ? of(through.resource) : []
    const destination = resourceOf(this.world, to)
    const points = (other: Row): boolean => {
      if (kind === 'belongsTo') return other.id === row[key]
      if (!through) return other[key] === row.id && row.id !== null
      return joins.some(
        (join) => join[through.source] === row.id && join[through.destination] === other.id,
      )
    }
    const own = (other: Row) =>
      !filter ||
      this.evaluate(
        filter,
        { resource: destination, row: other },
        this.everything,
        this.bound(),
      ) === true
    const found = of(to)
      .filter((other) => points(other) && own(other))
      .toSorted((left, right) => compareScalars(left.id!, right.id!))
    return kind === 'belongsTo' || kind === 'hasOne' ? found.slice(0, 1) : found
  }

  evaluate(formula: Formula, subject: Subject, lens: Lens, bound: Bound): Value {
    switch (formula.is) {
      case 'value':
        return formula.value
      case 'actor':
        return bound.actor === 'system' ? null : (bound.actor?.[formula.name] ?? null)
      case 'argument':
        return bound.arguments[formula.name] ?? null
      case 'call':
        return operate(
          formula.operator,
          formula.operands.map((operand) => this.evaluate(operand, subject, lens, bound)),
        )
      case 'field':
        return this.#field(formula.path, formula.name, subject, lens, bound)
      case 'exists':
      case 'count':
        return this.#many(formula, subject, lens, bound)
      default:
        return formula satisfies never
    }
  }
  #field(
    path: readonly string[],
    name: string,
    { resource, row }: Subject,
    given: Lens,
    bound: Bound,
  ): Value {
    if (row === open) return open
    const [hop, ...rest] = path
    if (hop !== undefined) {
      // What is named has one value in a read, whoever mentions it, and at the end of whatever
      // path.
      if (given === this.based && this.#isDerived(path, name, resource))
        return this.#field(path, name, { resource, row }, this.permitted, bound)
      const lens = given
      const relationship = relationshipOf(resource, hop)
      if (mayLeadToNew(relationship, row, bound)) return open
      const [next] = lens(resource, relationship, row)
      return next
        ? this.#field(
            rest,
            name,
            { resource: resourceOf(this.world, relationship.to), row: next },
            lens,
            bound,
          )
        : null
    }
    if (name in attributes || resource.keys.includes(name)) return row[name] ?? null
    const named = given === this.based ? this.permitted : given
    const calculation = resource.calculations.find((one) => one.name === name)
    if (calculation) return this.evaluate(calculation.formula, { resource, row }, named, bound)
    return this.#aggregate(
      resource.aggregates.find((one) => one.name === name)!,
      { resource, row },
      row,
      named,
      bound,
    )
  }
  #isDerived(path: readonly string[], name: string, resource: ResourceSpec): boolean {
    const { calculations, aggregates } = path.reduce(
      (at, hop) => resourceOf(this.world, relationshipOf(at, hop).to),
      resource,
    )
    return [...calculations, ...aggregates].some((one) => one.name === name)
  }
  #aggregate(
    { function: name, relationship, field, filter }: AggregateSpec,
    { resource }: Subject,
    row: Row,
    lens: Lens,
    bound: Bound,
  ): Value {
    const hop = relationshipOf(resource, relationship)
    const destination = resourceOf(this.world, hop.to)
    if (mayLeadToNew(hop, row, bound)) return open
    const records = lens(resource, hop, row).filter(
      (other) =>
        !filter ||
        this.evaluate(filter, { resource: destination, row: other }, lens, bound) === true,
    )
    const values = records
      .map((other) => other[field] ?? null)
      .filter((value) => value !== null) as number[]
    switch (name) {
      case 'count':
        return records.length
      case 'exists':
        return records.length > 0
      case 'list':
        return values
      case 'first':
        return values[0] ?? null
      case 'sum':
        return values.length ? values.reduce((sum, value) => sum + value, 0) : null
      case 'min':
        return values.length ? Math.min(...values) : null
      case 'max':
        return values.length ? Math.max(...values) : null
      default:
        return name satisfies never
    }
  }
  #many(
    { is, path, where }: Extract<Formula, { is: 'exists' | 'count' }>,
    subject: Subject,
    given: Lens,
    bound: Bound,
  ): Value {
    const lens = is === 'count' && given === this.based ? this.permitted : given
    const found = this.reach(path, where, subject, lens, bound)
    if (found === open) return this.#never(where) ? (is === 'exists' ? false : 0) : open
    // A count behind a to-one relationship that leads nowhere is of nothing, and so is an `exists`.
    const values = where
      ? found.map((record) => this.evaluate(where, record, lens, bound))
      : found.map(() => true)
    if (values.includes(open) && !(is === 'exists' && values.includes(true))) return open
    const kept = values.filter((value) => value === true)
    return is === 'exists' ? kept.length > 0 : kept.length
  }
  /**
   * The records at the end of a path, each as often as there are ways to it: once; open where a new
   * one might be among them.
   */
  reach(
    path: readonly string[],
    where: Formula | undefined,
    subject: Subject,
    lens: Lens,
    bound: Bound,
  ): Subject[] | Open {
    const [name, ...rest] = path
    if (subject.row === open) return open
    if (name === undefined) return [subject]
    const { resource, row } = subject
    const hop = relationshipOf(resource, name)
    const destination = resourceOf(this.world, hop.to)
    if (mayLeadToNew(hop, row, bound)) return open
    const next = lens(resource, hop, row)
    // Behind one record each step is taken by itself; many records are asked at once, or not.
    if (
      isMany(hop) &&
      next.length &&
      bound.unstored &&
      this.#touches(rest, where, destination, bound.unstored.resource)
    )
      return open
    const found = next.map((other) =>
      this.reach(rest, where, { resource: destination, row: other }, lens, bound),
    )
    return found.includes(open) ? open : (found as Subject[][]).flat()
  }
  #touches(
    path: readonly string[],
    where: Formula | undefined,
    from: ResourceSpec,
    wanted: string,
  ): boolean {
    const found = new Set<string>()
    const end = this.#walk(path, from, found)
    return (where ? this.touched(where, end, found) : found).has(wanted)
  }
  #never(where: Formula | undefined): boolean {
    if (!where) return false
    const value = this.evaluate(
      where,
      { resource: this.world.resources[0]!, row: open },
      this.everything,
      this.bound(),
    )
    return value === false || value === null
  }

  request(
    action: ActionName,
    values: Readonly<Record<string, Scalar>> = {},
    changing: Readonly<Record<string, Scalar>> = {},
    unstored?: Bound['unstored'],
  ): PolicyRequest {
    return {
      action,
      kind: actionKinds[action],
      bound: { ...this.bound(values), ...(unstored === undefined ? {} : { unstored }) },
      changing,
    }
  }
  verdict(resource: ResourceSpec, request: PolicyRequest, row: Row | typeof open): Verdict {
    return this.actor === 'system' || policyVerdict(this, { resource, row }, request)
  }
  /**
   * Whether a read is refused rather than empty: no policy applies, or a strict one fails, whatever
   * the record.
   */
  refusesRead(
    resource: ResourceSpec,
    action: ActionName = 'list',
    values: Readonly<Record<string, Scalar>> = {},
  ): boolean {
    return (
      this.actor !== 'system' &&
      strictlyRefused(this, { resource, row: open }, this.request(action, values))
    )
  }
  /**
   * Whether the policies may never hold, though no single part of them says so: then being refused
   * and finding nothing are one.
   */
  mayNever(resource: ResourceSpec, request: PolicyRequest): boolean {
    return (
      this.verdict(resource, request, open) === open &&
      this.all(resource.name).every((row) => this.verdict(resource, request, row) !== true)
    )
  }
  permittedBy(
    resource: ResourceSpec,
    action: ActionName,
    values: Readonly<Record<string, Scalar>> = {},
  ): readonly Row[] {
    const request = this.request(action, values)
    return this.all(resource.name).filter((row) => this.verdict(resource, request, row) === true)
  }
  inBase(resource: ResourceSpec, row: Row): boolean {
    return [resource.base, resource.prepared].every(
      (formula) =>
        !formula || this.evaluate(formula, { resource, row }, this.based, this.bound()) === true,
    )
  }
  /**
   * What the actor finds of a resource wherever it is looked up: what the primary read leaves of
   * what its policies allow.
   */
  visible(name: string): readonly Row[] {
    const known = this.#visible.get(name)
    if (known) return known
    const resource = resourceOf(this.world, name)
    const seen = this.permittedBy(resource, 'list').filter((row) => this.inBase(resource, row))
    this.#visible.set(name, seen)
    return seen
  }
  /**
   * The resources whose reads are asked when a formula is followed under permission; of a
   * developer's only what is named or counted is.
   */
  touched(
    formula: Formula,
    resource: ResourceSpec,
    found = new Set<string>(),
    trusted = false,
  ): Set<string> {
    if (formula.is === 'call')
      for (const operand of formula.operands) this.touched(operand, resource, found, trusted)
    if (formula.is === 'field')
      this.#derived(
        this.#walk(
          formula.path,
          resource,
          trusted && !this.#isDerived(formula.path, formula.name, resource) ? new Set() : found,
        ),
        formula.name,
        found,
      )
    if (formula.is === 'exists' || formula.is === 'count') {
      const asks = formula.is === 'count' || !trusted
      const end = this.#walk(formula.path, resource, asks ? found : new Set())
      if (formula.where) this.touched(formula.where, end, found, !asks)
    }
    return found
  }
  #walk(path: readonly string[], resource: ResourceSpec, found: Set<string>): ResourceSpec {
    return path.reduce((at, name) => {
      const hop = relationshipOf(at, name)
      found.add(hop.to)
      if (hop.through) found.add(hop.through.resource)
      return resourceOf(this.world, hop.to)
    }, resource)
  }
  #derived(resource: ResourceSpec, name: string, found: Set<string>): void {
    const calculation = resource.calculations.find((one) => one.name === name)
    if (calculation) this.touched(calculation.formula, resource, found)
    const aggregate = resource.aggregates.find((one) => one.name === name)
    if (aggregate) this.#walk([aggregate.relationship], resource, found)
  }
  mayBeRefused(resources: Iterable<string>): boolean {
    return [...resources].some((name) =>
      this.mayNever(resourceOf(this.world, name), this.request('list')),
    )
  }
  /** Whether following these resources is refused as a whole. */
  refused(resources: Iterable<string>): boolean {
    return [...resources].some((name) => this.refusesRead(resourceOf(this.world, name)))
  }
}
