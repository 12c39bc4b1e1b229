import type { Bound, Oracle, Subject } from './oracle.ts'
import { both, either, neither, open, type Value, type Verdict } from './three-valued.ts'
import {
  type ActionName,
  attributes,
  type CheckSpec,
  type ConditionSpec,
  type Formula,
  isFormula,
  type PolicySpec,
  type ResourceSpec,
  type Scalar,
} from './world.ts'

export interface PolicyRequest {
  readonly action: ActionName
  readonly kind: 'read' | 'create' | 'update' | 'destroy' | 'action'
  readonly bound: Bound
  /** The attributes that a write sets. */
  readonly changing: Readonly<Record<string, Scalar>>
}
/**
 * A condition from both sides: whether it surely holds, and whether it may. They differ where
 * nobody acts, or no record can be asked.
 */
interface Sides {
  readonly sure: Verdict
  readonly possible: Verdict
}

const call = (
  operator: Extract<Formula, { is: 'call' }>['operator'],
  ...operands: readonly Formula[]
): Formula => ({ is: 'call', operator, operands })
const value = (literal: Scalar): Formula => ({ is: 'value', value: literal })
const field = (name: string): Formula => ({ is: 'field', path: [], name })
const same = (left: Formula, right: Formula) => call('not', call('isDistinctFrom', left, right))

const changes = (
  { name, ...wanted }: Extract<CheckSpec, { check: 'changingAttributes' }>,
  { kind, changing }: PolicyRequest,
): Formula => {
  if ((kind !== 'create' && kind !== 'update') || !Object.hasOwn(changing, name))
    return value(false)
  const [before, after] = [field(name), value(changing[name] ?? null)]
  const to = wanted.to === undefined ? [] : [same(after, value(wanted.to))]
  if (kind === 'create') return wanted.from === undefined ? call('and', ...to) : value(false)
  return call(
    'and',
    call('isDistinctFrom', before, after),
    ...(wanted.from === undefined ? [] : [same(before, value(wanted.from))]),
    ...to,
  )
}

/** A check by what the documents say it means. */
const meaning = (condition: ConditionSpec, request: PolicyRequest): Formula => {
  if (typeof condition === 'boolean') return value(condition)
  if (isFormula(condition)) return condition
  switch (condition.check) {
    case 'actorPresent':
      return value(request.bound.actor !== null)
    case 'actorAttributeEquals':
      return call('eq', { is: 'actor', name: condition.name }, value(condition.value))
    case 'relatesToActorVia':
      return {
        is: 'exists',
        path: condition.path,
        where: call('eq', field(condition.field), { is: 'actor', name: 'id' }),
      }
    case 'changingAttributes':
      return changes(condition, request)
    case 'actionIs':
      return value(condition.names.includes(request.action))
    case 'matches':
      return value((request.bound.arguments[condition.argument] ?? null) === condition.value)
    default:
      return condition satisfies never
  }
}

const parts = (formula: Formula): readonly Formula[] => {
  if (formula.is === 'call') return formula.operands
  return (formula.is === 'exists' || formula.is === 'count') && formula.where ? [formula.where] : []
}
const mentions = (formula: Formula, wanted: (at: Formula) => boolean): boolean =>
  wanted(formula) || parts(formula).some((part) => mentions(part, wanted))
const isActor = ({ is }: Formula) => is === 'actor'

class Decision {
  readonly #oracle: Oracle
  readonly #subject: Subject
  readonly #request: PolicyRequest
  constructor(oracle: Oracle, subject: Subject, request: PolicyRequest) {
    this.#oracle = oracle
    this.#subject = subject
    this.#request = request
  }
  get #anonymous(): boolean {
    return this.#request.bound.actor === null
  }
  /**
   * Whether a leaf asks for a record where there is none: a strict policy knows the values of a
   * create and no other record.
   */
  #asksRecord(strict: boolean) {
    const recordless = strict || this.#request.kind === 'action'
    const known = this.#request.kind === 'create'
    return (formula: Formula): boolean => {
      if (
        !recordless ||
        formula.is === 'call' ||
        formula.is === 'value' ||
        formula.is === 'actor' ||
        formula.is === 'argument'
      )
        return false
      return !(
        known &&
        formula.is === 'field' &&
        formula.path.length === 0 &&
        (formula.name in attributes || this.#subject.resource.keys.includes(formula.name))
      )
    }
  }
  condition(condition: ConditionSpec, strict: boolean): Sides {
    const formula = meaning(condition, this.#request)
    const missing = (at: Formula) =>
      (this.#anonymous && isActor(at)) || this.#asksRecord(strict)(at)
    if (mentions(formula, missing)) return this.#split(formula, this.#subject, missing)
    const holds = this.#truth(formula, this.#subject)
    return { sure: holds, possible: holds }
  }
  #value(formula: Formula, subject: Subject): Value {
    return this.#oracle.evaluate(formula, subject, this.#oracle.policyLens, this.#request.bound)
  }
  #truth(formula: Formula, subject: Subject): Verdict {
    const found = this.#value(formula, subject)
    return found === open ? open : found === true
  }
  #split(formula: Formula, subject: Subject, missing: (at: Formula) => boolean): Sides {
    if (
      formula.is === 'call' &&
      (formula.operator === 'and' || formula.operator === 'or' || formula.operator === 'not')
    ) {
      const sides = formula.operands.map((operand) => this.#split(operand, subject, missing))
      if (formula.operator === 'not')
        return { sure: neither(sides[0]!.possible), possible: neither(sides[0]!.sure) }
      const join = formula.operator === 'and' ? both : either
      return {
        sure: join(...sides.map(({ sure }) => sure)),
        possible: join(...sides.map(({ possible }) => possible)),
      }
    }
    if (formula.is === 'exists' && formula.where && !missing(formula))
      return this.#splitExists(formula.path, formula.where, subject, missing)
    if (mentions(formula, missing)) return { sure: false, possible: true }
    const found = this.#value(formula, subject)
    return found === open
      ? { sure: open, possible: open }
      : { sure: found === true, possible: found !== false }
  }
  #splitExists(
    path: readonly string[],
    where: Formula,
    subject: Subject,
    missing: (at: Formula) => boolean,
  ): Sides {
    const found = this.#oracle.reach(
      path,
      where,
      subject,
      this.#oracle.policyLens,
      this.#request.bound,
    )
    if (found === open) {
      const { sure, possible } = this.#split(where, { ...subject, row: open }, missing)
      return { sure: sure === false ? false : open, possible: possible === false ? false : open }
    }
    const sides = found.map((record) => this.#split(where, record, missing))
    return {
      sure: either(...sides.map(({ sure }) => sure)),
      possible: either(...sides.map(({ possible }) => possible)),
    }
  }
  /** The first decisive check wins; running off the end fails. */
  checks({ checks, strict }: PolicySpec): Verdict {
    const from = (at: number): Verdict => {
      const check = checks[at]
      if (!check) return false
      const { sure, possible } = this.condition(check.condition, strict)
      switch (check.effect) {
        case 'authorizeIf':
          return either(sure, from(at + 1))
        case 'authorizeUnless':
          return either(neither(possible), from(at + 1))
        case 'forbidIf':
          return both(neither(possible), from(at + 1))
        case 'forbidUnless':
          return both(sure, from(at + 1))
        default:
          return check.effect satisfies never
      }
    }
    return from(0)
  }
  conditions({ when, strict }: PolicySpec): Sides {
    const sides = when.map((condition) => this.condition(condition, strict))
    return {
      sure: both(...sides.map(({ sure }) => sure)),
      possible: both(...sides.map(({ possible }) => possible)),
    }
  }
}

const inScope = ({ scope }: PolicySpec, { action, kind }: PolicyRequest): boolean => {
  if (typeof scope !== 'string') return scope.includes(action)
  if (scope === 'always') return true
  if (scope === 'write') return kind === 'create' || kind === 'update' || kind === 'destroy'
  return scope === (kind === 'action' ? 'generic' : kind)
}

interface Reading {
  readonly applies: Verdict
  readonly passes: Verdict
}
/**
 * From the first policy to the last: one that applies must pass; a bypass that passes spares those
 * that follow it.
 */
const read = (decision: Decision, [policy, ...following]: readonly PolicySpec[]): Reading => {
  if (!policy) return { applies: false, passes: true }
  const rest = read(decision, following)
  const { sure, possible } = decision.conditions(policy)
  const passes = decision.checks(policy)
  if (policy.bypass)
    return {
      applies: either(both(sure, passes), rest.applies),
      passes: either(both(sure, passes), rest.passes),
    }
  return {
    applies: either(sure, rest.applies),
    passes: both(either(neither(possible), passes), rest.passes),
  }
}

const asked = ({ policies = [] }: ResourceSpec, request: PolicyRequest) =>
  policies.filter((policy) => inScope(policy, request))

/**
 * Whether the policies let the request through on this record, or what is sure of it without one.
 */
export const policyVerdict = (
  oracle: Oracle,
  subject: Subject,
  request: PolicyRequest,
): Verdict => {
  if (!subject.resource.policies) return true
  const { applies, passes } = read(
    new Decision(oracle, subject, request),
    asked(subject.resource, request),
  )
  return both(applies, passes)
}

/**
 * Whether a read is refused whatever the data: no policy applies, or nothing is left and a strict
 * one fails.
 */
export const strictlyRefused = (
  oracle: Oracle,
  subject: Subject,
  request: PolicyRequest,
): boolean => {
  if (!subject.resource.policies) return false
  const decision = new Decision(oracle, subject, request)
  const policies = asked(subject.resource, request)
  const { applies, passes } = read(decision, policies)
  if (applies === false) return true
  const fails = (policy: PolicySpec) =>
    !policy.bypass &&
    policy.strict &&
    decision.conditions(policy).sure === true &&
    decision.checks(policy) === false
  return both(applies, passes) === false && policies.some(fails)
}
