import { Oracle, type Rows } from './oracle.ts'
import type { PolicyRequest } from './oracle-policy.ts'
import { filterFormula } from './oracle-read.ts'
import type { Answer, Expected, FilterJson, WriteAsked } from './request.ts'
import { both, open, type Verdict } from './three-valued.ts'
import {
  attributes,
  type Caller,
  publicAttributes,
  resourceOf,
  type ResourceSpec,
  type Row,
  type World,
} from './world.ts'

export const copyRows = (rows: ReadonlyMap<string, readonly Row[]>): Rows =>
  new Map([...rows].map(([name, list]) => [name, [...list]]))

type Refusal = 'forbidden' | 'not_found' | 'stale_record' | 'already_taken' | 'invalid_attribute'
type Result =
  | { readonly row: Row; readonly rows: Rows; readonly or?: Refusal }
  | { readonly refusal: Refusal; readonly late?: boolean; readonly or?: Refusal }
  | 'undecided'
const refuse = (refusal: Refusal): Result => ({ refusal })

/** What writes do by the letter of the documents. */
export class WriteOracle {
  readonly #world: World
  readonly #rows: Rows
  readonly #actor: Caller
  readonly #oracle: Oracle
  constructor(world: World, rows: Rows, actor: Caller) {
    this.#world = world
    this.#rows = rows
    this.#actor = actor
    this.#oracle = new Oracle(world, rows, actor)
  }
  expected({ resource: name, action, input }: WriteAsked, outside: boolean): Expected {
    const resource = resourceOf(this.#world, name)
    const result = this.result(resource, action, input)
    if (result === 'undecided') return { answers: [], rows: undefined, hooks: 'any' }
    if ('refusal' in result) {
      const early =
        result.refusal === 'forbidden' ||
        result.refusal === 'not_found' ||
        result.refusal === 'stale_record'
      const hooks = early && !result.late ? 'none' : 'any'
      const doubtful =
        result.refusal === 'not_found' &&
        this.#oracle.mayNever(
          resource,
          this.#oracle.request(action, {}, action === 'edit' ? withoutKey(input) : {}),
        )
      return {
        answers: [
          { error: result.refusal },
          ...(doubtful ? [{ error: 'forbidden' }] : []),
          ...(result.or ? [{ error: result.or }] : []),
        ],
        rows: this.#rows,
        hooks,
      }
    }
    const { row, rows, or } = result
    const value = outside ? publicOf(resource, row) : row
    if (or) return { answers: [{ value }, { error: or }], rows: undefined, hooks: 'any' }
    return { answers: [{ value }], rows, hooks: resource.hooks[action]?.at ?? [] }
  }
  result(resource: ResourceSpec, action: WriteAsked['action'], input: Row): Result {
    if (action === 'add') return this.#add(resource, input)
    if (action === 'put') return this.#put(resource, input)
    return action === 'edit' ? this.#edit(resource, input) : this.#remove(resource, input)
  }
  #with(resource: ResourceSpec, change: (rows: readonly Row[]) => readonly Row[]): Rows {
    const next = copyRows(this.#rows)
    next.set(resource.name, [...change(this.#oracle.all(resource.name))])
    return next
  }
  #dangles(resource: ResourceSpec, row: Row): boolean {
    return resource.relationships
      .filter(({ kind }) => kind === 'belongsTo')
      .some(
        ({ key, to }) =>
          (row[key] ?? null) !== null && !this.#oracle.all(to).some(({ id }) => id === row[key]),
      )
  }
  /**
   * Whether the policies let a new record in: on what was given, and on what a hook made of it;
   * undecided where its being stored decides.
   */
  #mayCreate(
    resource: ResourceSpec,
    action: 'add' | 'put',
    input: Row,
    stored: Row,
    hooked: boolean,
  ): boolean | 'undecided' {
    const given = whole(resource, input)
    const request = this.#oracle.request(action, {}, input)
    const after = new Oracle(
      this.#world,
      this.#with(resource, (rows) => [...rows, stored]),
      this.#actor,
    )
    const sets = hooked ? resource.hooks.add?.sets : undefined
    const changed = after.request(action, {}, sets ? { ...input, [sets.name]: sets.value } : input)
    const [before, then] = [
      this.#oracle.verdict(resource, request, given) === true,
      after.verdict(resource, changed, stored) === true,
    ]
    if (before === then) return before
    return !sets || before ? 'undecided' : false
  }
  /** What is sure of a new record before it is stored: its values, and what its keys lead to. */
  #early(resource: ResourceSpec, action: 'add' | 'put', input: Row): Verdict {
    const row = whole(resource, input)
    return this.#oracle.verdict(
      resource,
      this.#oracle.request(action, {}, input, { resource: resource.name, row }),
      row,
    )
  }
  /**
   * Where only the stored record can tell that it may not be, its values and keys are judged before
   * it is stored.
   */
  #lateRefusal(resource: ResourceSpec, action: 'add' | 'put', input: Row, row: Row): Result {
    if (this.#early(resource, action, input) === false) return refuse('forbidden')
    const inserted = this.#insert(resource, row)
    return {
      refusal: 'forbidden',
      late: true,
      ...(inserted !== 'undecided' && 'refusal' in inserted ? { or: inserted.refusal } : {}),
    }
  }
  #add(resource: ResourceSpec, input: Row): Result {
    const sets = resource.hooks.add?.sets
    const row = whole(resource, sets ? { ...input, [sets.name]: sets.value } : input)
    const may = this.#mayCreate(resource, 'add', input, row, true)
    if (may !== true)
      return may === 'undecided' ? may : this.#lateRefusal(resource, 'add', input, row)
    return this.#insert(resource, row)
  }
  #insert(resource: ResourceSpec, row: Row): Result {
    const clash = this.#oracle
      .all(resource.name)
      .some(({ id, code }) => id === row.id || (row.code !== null && code === row.code))
    if (clash) return refuse('already_taken')
    if (this.#dangles(resource, row)) return refuse('invalid_attribute')
    return { row, rows: this.#with(resource, (rows) => [...rows, row]) }
  }
  #put(resource: ResourceSpec, input: Row): Result {
    const given = whole(resource, input)
    const stored =
      given.code === null
        ? undefined
        : this.#oracle.all(resource.name).find(({ code }) => code === given.code)
    const update = { ...this.#oracle.request('put', {}, input), kind: 'update' } as const
    if (this.#oracle.verdict(resource, update, open) === false) return refuse('forbidden')
    const result = stored
      ? this.#update(resource, input, stored, update)
      : this.#create(resource, input, given)
    // Parts that may each hold but never together.
    return result !== 'undecided' && this.#oracle.mayNever(resource, update)
      ? { or: 'forbidden', ...result }
      : result
  }
  #create(resource: ResourceSpec, input: Row, given: Row): Result {
    const may = this.#mayCreate(resource, 'put', input, given, false)
    return may === true
      ? this.#insert(resource, given)
      : may === 'undecided'
        ? may
        : this.#lateRefusal(resource, 'put', input, given)
  }
  /**
   * An upsert that finds a record: what only a stored one can tell of the create policies is asked
   * of it as the upsert leaves it.
   */
  #update(resource: ResourceSpec, input: Row, stored: Row, update: PolicyRequest): Result {
    const early = this.#early(resource, 'put', input)
    if (early === false) return refuse('forbidden')
    const given = whole(resource, input)
    const row = {
      ...stored,
      ...Object.fromEntries(
        Object.entries(given).filter(([name]) => name !== 'id' && name !== 'code'),
      ),
    }
    const rows = this.#with(resource, (all) => all.map((other) => (other === stored ? row : other)))
    const after = new Oracle(this.#world, rows, this.#actor)
    const asked = [this.#oracle, after].map(
      (oracle) => oracle.verdict(resource, oracle.request('put', {}, input), given) === true,
    )
    const left =
      early === true || after.verdict(resource, after.request('put', {}, input), row) === true
    const doubt: { readonly or?: Refusal } =
      early === open && asked.includes(false) ? { or: 'forbidden' } : {}
    if (!this.#sees(resource, stored)) return { refusal: 'already_taken', ...doubt }
    if (this.#oracle.verdict(resource, update, stored) !== true) return refuse('forbidden')
    if (this.#dangles(resource, row)) return { refusal: 'invalid_attribute', ...doubt }
    // The key that was given is not the one that is stored, and what leads to the record itself
    // changes with it.
    if (early === open && asked.some((verdict) => verdict !== left)) return 'undecided'
    return left ? { row, rows } : { refusal: 'forbidden', late: true }
  }
  /**
   * Whether the actor finds a record that it wants to change: by its read policies alone, so that
   * what is put away can be brought back.
   */
  #sees(resource: ResourceSpec, row: Row): boolean {
    return this.#oracle.verdict(resource, this.#oracle.request('list'), row) === true
  }
  #edit(resource: ResourceSpec, { id, ...values }: Row): Result {
    const request = this.#oracle.request('edit', {}, values)
    const refusal = this.#mayChange(resource, request, id as number)
    if (typeof refusal === 'string') return refuse(refusal)
    const { where } = resource
    if (
      where &&
      this.#oracle.evaluate(
        where,
        { resource, row: refusal },
        this.#oracle.everything,
        this.#oracle.bound(),
      ) !== true
    )
      return refuse('stale_record')
    const row = { ...refusal, ...values }
    if (this.#dangles(resource, row)) return refuse('invalid_attribute')
    return {
      row,
      rows: this.#with(resource, (rows) => rows.map((other) => (other === refusal ? row : other))),
    }
  }
  #mayChange(
    resource: ResourceSpec,
    request: ReturnType<Oracle['request']>,
    id: number,
  ): Refusal | Row {
    if (this.#oracle.verdict(resource, request, open) === false) return 'forbidden'
    const row = this.#oracle.all(resource.name).find((other) => other.id === id)
    if (!row || !this.#sees(resource, row)) return 'not_found'
    return this.#oracle.verdict(resource, request, row) === true ? row : 'forbidden'
  }
  #remove(resource: ResourceSpec, { id }: Row): Result {
    const found = this.#mayChange(resource, this.#oracle.request('remove'), id as number)
    if (typeof found === 'string') return refuse(found)
    if (this.#isReferred(resource, found)) return refuse('invalid_attribute')
    return {
      row: found,
      rows: this.#with(resource, (rows) => rows.filter((other) => other !== found)),
    }
  }
  #isReferred({ name }: ResourceSpec, row: Row): boolean {
    return this.#world.resources.some((other) =>
      other.relationships.some(
        ({ kind, to, key }) =>
          kind === 'belongsTo' &&
          to === name &&
          this.#oracle
            .all(other.name)
            .some((one) => one[key] === row.id && !(other.name === name && one === row)),
      ),
    )
  }
  /**
   * What `can` tells before anything is done; several answers where only the data could tell and
   * nobody asks it.
   */
  can({ resource: name, action, input }: WriteAsked): Answer[] {
    const oracle = this.#oracle
    const resource = resourceOf(this.#world, name)
    const { id, ...values } = input
    if (action === 'edit' || action === 'remove') {
      const found = this.#mayChange(
        resource,
        oracle.request(action, {}, action === 'edit' ? values : {}),
        id as number,
      )
      // An attribute that is not given yet may still come to be changed.
      const mayChange =
        !('n' in values) && JSON.stringify(resource.policies ?? []).includes('changingAttributes')
      if (typeof found === 'string')
        return [{ value: false }, ...(mayChange ? [{ value: true }] : [])]
      const { where } = resource
      const applies =
        action === 'remove' ||
        !where ||
        oracle.evaluate(where, { resource, row: found }, oracle.everything, oracle.bound()) === true
      return applies ? [{ value: true }] : [{ value: true }, { value: false }]
    }
    const create = oracle.verdict(
      resource,
      oracle.request(action, {}, input),
      whole(resource, input),
    )
    const update =
      action === 'put'
        ? oracle.verdict(resource, { ...oracle.request(action, {}, input), kind: 'update' }, open)
        : true
    const sure = both(create, update)
    if (sure === true) return [{ value: true }]
    return sure === false && !this.#mentionsOthers(resource)
      ? [{ value: false }]
      : [{ value: true }, { value: false }]
  }
  #mentionsOthers({ policies = [] }: ResourceSpec): boolean {
    return /"is":"(exists|count)"|"path":\["|relatesToActorVia|calc|agg/.test(
      JSON.stringify(policies),
    )
  }
  bulkCreate(resource: ResourceSpec, inputs: readonly Row[]): Expected {
    let rows = this.#rows
    const outcomes: unknown[] = []
    for (const input of inputs) {
      const result = new WriteOracle(this.#world, rows, this.#actor).result(resource, 'add', input)
      const early = this.result(resource, 'add', input)
      if (
        result === 'undecided' ||
        kindOf(early) !== kindOf(result) ||
        ('refusal' in result && result.or)
      )
        return undecided
      if ('rows' in result) rows = result.rows
      outcomes.push('refusal' in result ? result.refusal : result.row)
    }
    return { answers: [{ value: outcomes }], rows, hooks: 'any' }
  }
  /**
   * One input for what a filter leaves, records that are not allowed passed over; undecided where
   * the order in which they are taken matters.
   */
  bulk(
    resource: ResourceSpec,
    action: 'edit' | 'remove',
    filterInput: FilterJson,
    input: Row,
  ): Expected {
    const oracle = this.#oracle
    const request = oracle.request(action, {}, input)
    const formula = filterFormula(this.#world, resource, filterInput)
    if (oracle.refusesRead(resource) || oracle.refused(oracle.touched(formula, resource)))
      return refused(this.#rows)
    const chosen = oracle
      .visible(resource.name)
      .filter(
        (row) =>
          oracle.evaluate(formula, { resource, row }, oracle.permitted, oracle.bound()) === true,
      )
    if (oracle.verdict(resource, request, open) === false)
      return chosen.length
        ? refused(this.#rows)
        : { ...refused(this.#rows), answers: [{ error: 'forbidden' }, { value: 'done' }] }
    let rows = this.#rows
    for (const row of chosen) {
      const [now, first] = [new WriteOracle(this.#world, rows, this.#actor), this].map((writer) =>
        writer.result(resource, action, { ...input, id: row.id! }),
      )
      if (kindOf(now!) !== kindOf(first!)) return undecided
      if (now !== 'undecided' && 'refusal' in now! && now.refusal === 'invalid_attribute')
        return undecided
      if (now !== 'undecided' && 'rows' in now!) rows = now.rows
    }
    const doubtful =
      oracle.mayNever(resource, request) ||
      oracle.mayBeRefused([resource.name, ...oracle.touched(formula, resource)])
    return {
      answers: [{ value: 'done' }, ...(doubtful ? [{ error: 'forbidden' }] : [])],
      rows,
      hooks: 'any',
    }
  }
}

/** A new record: what is not given is null. */
const whole = ({ keys }: ResourceSpec, input: Row): Row => ({
  ...Object.fromEntries([...Object.keys(attributes), ...keys].map((name) => [name, null])),
  ...input,
})
const withoutKey = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id'))
const undecided: Expected = { answers: [], rows: undefined, hooks: 'any' }
const refused = (rows: Rows): Expected => ({
  answers: [{ error: 'forbidden' }],
  rows,
  hooks: 'none',
})
const kindOf = (result: Result): string =>
  result === 'undecided' ? result : 'refusal' in result ? result.refusal : 'done'
const publicOf = (resource: ResourceSpec, row: Row) =>
  Object.fromEntries(publicAttributes(resource).map((name) => [name, row[name] ?? null]))
