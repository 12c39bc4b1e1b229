import { AshlarError } from '../error/ashlar-error.ts'
import {
  InvalidArgumentError,
  InvalidAttributeError,
  RequiredError,
} from '../error/invalid-value.ts'
import { call, expression, type Node, refNode, valueNode } from '../expression/node.ts'
import type { AttributesOf } from '../resource/resource.ts'
import { didYouMean } from '../text/nearest.ts'
import { shown } from '../text/shown.ts'
import { fieldOf, type TypeOf } from '../type/field.ts'
import type { Type } from '../type/type.ts'
import { conjunction } from './authorize/conjunction.ts'
import type { When } from './changes.ts'
import { actionInfo } from './contract/action-info.ts'
import type { Change, ChangeContext, Changeset } from './contract/changeset.ts'
import { withNames } from './contract/step-names.ts'

export interface RuleOptions {
  /** Reads on from the field's name. */
  readonly message?: string
}

/** A rule about one attribute that this write sets; null and what is not written pass. */
const attributeRule = <X>(
  resource: X,
  name: keyof AttributesOf<X> & string,
  rule: string,
  options: RuleOptions,
  check: (value: unknown, changeset: Changeset<X>) => string | undefined,
): Change<X> => {
  const apply = (changeset: Changeset<X>) => {
    const value = Object.hasOwn(changeset.attributes, name) ? changeset.attributes[name] : undefined
    if (value === undefined || value === null) return changeset
    const message = check(value, changeset)
    return message === undefined
      ? changeset
      : changeset.addError(
          new InvalidAttributeError({ field: name, rule, message: options.message ?? message }),
        )
  }
  return withNames(apply, { resource, attributes: [name] })
}

/** Whether an attribute is left as it is stored. */
const isStored = <X>({ kind, attributes, expressions }: Changeset<X>, name: string): boolean =>
  kind !== 'create' && !Object.hasOwn(attributes, name) && !Object.hasOwn(expressions, name)

/**
 * The attributes have a value after this write; false, 0 and [] are values. What an update does not
 * give must be stored.
 */
export const present = <X>(
  resource: X,
  ...names: readonly (keyof AttributesOf<X> & string)[]
): Change<X> =>
  withNames(
    (changeset: Changeset<X>) =>
      names.reduce<Changeset<X>>((next, field) => {
        const error = new RequiredError({ field })
        if (isStored(next, field))
          return next.require(
            () => expression(call('not', call('isNull', refNode([], field)))),
            error,
          )
        return (next.attributes[field] ?? null) !== null || Object.hasOwn(next.expressions, field)
          ? next
          : next.addError(error)
      }, changeset),
    { resource, attributes: names },
  )

/**
 * The attributes have no value after this write. What an update does not give must not be stored.
 */
export const absent = <X>(
  resource: X,
  ...names: readonly (keyof AttributesOf<X> & string)[]
): Change<X> =>
  withNames(
    (changeset: Changeset<X>) =>
      names.reduce<Changeset<X>>((next, field) => {
        const error = new InvalidAttributeError({ field, rule: 'absent', message: 'must be empty' })
        if (isStored(next, field))
          return next.require(() => expression(call('isNull', refNode([], field))), error)
        return Object.hasOwn(next.expressions, field) || (next.attributes[field] ?? null) !== null
          ? next.addError(error)
          : next
      }, changeset),
    { resource, attributes: names },
  )

/** Whether a stored attribute has a value, null included. */
const hasValue = (name: string, value: unknown): Node =>
  call('not', call('isDistinctFrom', refNode([], name), valueNode(value ?? null)))

/** The stored record has this value (on a create: the new one). */
export const attributeEquals = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  value: TypeOf<AttributesOf<X>[K]>,
  options: RuleOptions = {},
): Change<X> =>
  withNames(
    (changeset: Changeset<X>) =>
      changeset.require(
        () => expression(hasValue(name, value)),
        new InvalidAttributeError({
          field: name,
          rule: 'attribute_equals',
          message: options.message ?? `must be ${shown(value)}`,
        }),
      ),
    { resource, attributes: [name] },
  )

export interface Transition<V> {
  readonly from?: V
  readonly to?: V
}

/**
 * Holds where this write changes the attribute, and if asked from or to a value. For `when`. It is
 * judged on the stored record, in the write's own statement where that suffices.
 */
export const changing = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  transition: Transition<TypeOf<AttributesOf<X>[K]>> = {},
): When<X> => {
  const equalIn = (changeset: Changeset<X>) => {
    const { type } = changeset.resource.attributes.get(name)!
    return (left: unknown, right: unknown) =>
      (left ?? null) === null || (right ?? null) === null
        ? (left ?? null) === (right ?? null)
        : type.equal(left, right)
  }
  const condition = (changeset: Changeset<X>): boolean => {
    const equal = equalIn(changeset)
    if (!changeset.changing(name)) return false
    if (
      'from' in transition &&
      !equal(
        (changeset.record as Readonly<Record<string, unknown>> | undefined)?.[name],
        transition.from,
      )
    )
      return false
    return !('to' in transition) || equal(changeset.get(name), transition.to)
  }
  const onRecord = (changeset: Changeset<X>): Node | boolean | undefined => {
    const isSent = Object.hasOwn(changeset.attributes, name)
    if (!isSent && !Object.hasOwn(changeset.expressions, name)) return false
    if ('to' in transition && !isSent) return undefined
    if ('to' in transition && !equalIn(changeset)(changeset.attributes[name], transition.to))
      return false
    const changes = isSent
      ? call('isDistinctFrom', refNode([], name), valueNode(changeset.attributes[name] ?? null))
      : undefined
    return (
      conjunction(changes, 'from' in transition ? hasValue(name, transition.from) : undefined) ??
      true
    )
  }
  const names = [{ resource, attributes: [name] }]
  return Object.assign(condition, { requiresRecord: true as const, onRecord, names })
}

type Bound<X, V> = V | ((changeset: Changeset<X>) => V | null | undefined)
export interface Bounds<X, V> extends RuleOptions {
  readonly greaterThan?: Bound<X, V>
  readonly atLeast?: Bound<X, V>
  readonly lessThan?: Bound<X, V>
  readonly atMost?: Bound<X, V>
}

const rules = {
  greaterThan: { holds: (order: number) => order > 0, words: 'more than' },
  atLeast: { holds: (order: number) => order >= 0, words: 'at least' },
  lessThan: { holds: (order: number) => order < 0, words: 'less than' },
  atMost: { holds: (order: number) => order <= 0, words: 'at most' },
} as const
const text = (value: unknown) => (value instanceof Date ? value.toISOString() : shown(value))

/**
 * An attribute within bounds, by its type's order; a bound may be a function of the changeset, such
 * as another attribute's value.
 */
export const compare = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  bounds: Bounds<X, NonNullable<TypeOf<AttributesOf<X>[K]>>>,
): Change<X> =>
  attributeRule<X>(resource, name, 'compare', bounds, (value, changeset) => {
    const { type } = changeset.resource.attributes.get(name)!
    for (const [rule, { holds, words }] of Object.entries(rules) as [
      keyof typeof rules,
      (typeof rules)[keyof typeof rules],
    ][]) {
      const declared = bounds[rule] as unknown
      const bound =
        typeof declared === 'function'
          ? (declared as (changeset: Changeset<X>) => unknown)(changeset)
          : declared
      if (
        bound !== undefined &&
        bound !== null &&
        type.compare &&
        !holds(type.compare(value, bound))
      )
        return `must be ${words} ${text(bound)}`
    }
    return undefined
  })

/** The confirmation may be of a type of its own, so it is read as the value's. */
const isEqual = (type: Type<unknown>, value: unknown, again: unknown): boolean => {
  const read = type.cast(again)
  return read.ok && type.equal(value, read.value)
}

/**
 * The arguments that a confirmation needs: the repetition, and what is repeated where it is not an
 * attribute.
 */
type Confirmed<X, Name extends string, Again extends string> = {
  readonly [N in Again | Exclude<Name, keyof AttributesOf<X>>]: unknown
}

/**
 * An argument repeats the value of an attribute or another argument: `confirm(User, 'password',
 * 'passwordAgain')`.
 */
export const confirm = <
  X,
  const Name extends (keyof AttributesOf<X> & string) | (string & {}),
  const Again extends string,
>(
  resource: X,
  name: Name,
  confirmation: Again,
  { message = `must be the same as ${name}` }: RuleOptions = {},
): Change<X, unknown, Confirmed<X, Name, Again>> => {
  const apply = (changeset: Changeset<X, unknown, Confirmed<X, Name, Again>>) => {
    const values: Readonly<Record<string, unknown>> = changeset.arguments
    const argument = actionInfo(changeset.action).arguments[name]
    const type = argument ? fieldOf(argument).type : changeset.resource.attributes.get(name)?.type
    const [value, again] = [
      (argument ? values : changeset.attributes)[name] ?? null,
      values[confirmation] ?? null,
    ]
    return value === again ||
      (type && value !== null && again !== null && isEqual(type, value, again))
      ? changeset
      : changeset.addError(
          new InvalidArgumentError({ field: confirmation, rule: 'confirm', message }),
        )
  }
  return withNames(apply, {
    resource,
    arguments: [confirmation],
    problem: ({ arguments: declared, resource: { attributes } }) =>
      Object.hasOwn(declared, name) || attributes.has(name)
        ? undefined
        : {
            problem: `"${name}" is neither an attribute nor an argument`,
            fix: didYouMean(name, [...attributes.keys(), ...Object.keys(declared)]).trim(),
          },
  })
}

/** A text fits a pattern. */
export const match = <X>(
  resource: X,
  name: keyof AttributesOf<X> & string,
  pattern: RegExp,
  options: RuleOptions = {},
): Change<X> =>
  attributeRule<X>(resource, name, 'match', options, (value) =>
    String(value).search(pattern) < 0 ? `must match ${pattern}` : undefined,
  )

/** An attribute is one of some values, by its type's equality. */
export const oneOf = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  values: readonly TypeOf<AttributesOf<X>[K]>[],
  options: RuleOptions = {},
): Change<X> =>
  attributeRule<X>(resource, name, 'one_of', options, (value, changeset) => {
    const { type } = changeset.resource.attributes.get(name)!
    return values.some((one) => one !== null && type.equal(one, value))
      ? undefined
      : `must be one of ${values.join(', ')}`
  })

export interface StringLength extends RuleOptions {
  readonly min?: number
  readonly max?: number
}

/** A text has so many characters (code points). */
export const stringLength = <X>(
  resource: X,
  name: keyof AttributesOf<X> & string,
  { min = 0, max = Number.POSITIVE_INFINITY, ...options }: StringLength,
): Change<X> =>
  attributeRule<X>(resource, name, 'string_length', options, (value) => {
    const length = [...String(value)].length
    if (length < min) return `must be at least ${min} characters`
    return length > max ? `must be at most ${max} characters` : undefined
  })

/** What is wrong, if anything: an error, or a field with a message that reads on from its name. */
export type Fault<X> =
  | AshlarError
  | {
      readonly field: keyof AttributesOf<X> & string
      readonly message: string
      readonly rule?: string
    }
  | undefined

/**
 * A custom validation. It looks at the changeset and returns what is wrong, or undefined.
 *
 * @example
 * validate(Post, changeset => (changeset.get('title') === changeset.get('body') ? { field: 'title', message: 'must not repeat the body' } : undefined))
 */
export const validate = <X, Actor = unknown>(
  resource: X,
  check: (changeset: Changeset<X, Actor>, context: ChangeContext<Actor>) => Fault<X>,
): Change<X, Actor> =>
  withNames(
    (changeset: Changeset<X, Actor>, context: ChangeContext<Actor>) => {
      const fault = check(changeset, context)
      if (!fault) return changeset
      return changeset.addError(
        AshlarError.isInstance(fault)
          ? fault
          : new InvalidAttributeError({ rule: 'validation', ...fault }),
      )
    },
    { resource },
  )
