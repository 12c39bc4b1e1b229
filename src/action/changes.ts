import { RequiredError } from '../error/invalid-value.ts'
import {
  call,
  expression,
  type Node,
  type Operand,
  refNode,
  valueNode,
} from '../expression/node.ts'
import type { AttributesOf, RelationshipsOf } from '../resource/resource.ts'
import type { TypeOf } from '../type/field.ts'
import type { Change, ChangeContext, Changeset } from './contract/changeset.ts'
import { withNames, type StepNames } from './contract/step-names.ts'
import type { ChangesetValue } from './write/changeset-value.ts'

/** Whether a step is to run on this changeset. */
export interface When<X> {
  (changeset: Changeset<X>, context: ChangeContext): boolean
  /** Set where it looks at the stored record. */
  readonly requiresRecord?: true
  /** The same as a condition on the stored record; undefined where it must be looked at. */
  readonly onRecord?: (changeset: Changeset<X>) => Node | boolean | undefined
  /** The names that it relies on. */
  readonly names?: readonly StepNames[]
}

const stateOf = <X>(changeset: Changeset<X>) => (changeset as unknown as ChangesetValue).state

const applyAll = <X>(
  changes: readonly Change<X>[],
  changeset: Changeset<X>,
  context: ChangeContext,
): Changeset<X> | undefined =>
  changes.reduce<Changeset<X> | undefined>(
    (next, change) =>
      next &&
      (change.requiresRecord ? change.withoutRecord?.(next, context) : change(next, context)),
    changeset,
  )

/**
 * What the changes find wrong, on condition: as requirements. undefined where they do more than
 * that.
 */
const onCondition = <X>(
  condition: Node,
  changes: readonly Change<X>[],
  changeset: Changeset<X>,
  context: ChangeContext,
): Changeset<X> | undefined => {
  const value = changeset as unknown as ChangesetValue
  const bare = value.with({ errors: [], requirements: [] })
  const applied = applyAll(changes, bare as never as Changeset<X>, context)
  if (!applied) return undefined
  const { errors, requirements, ...rest } = stateOf(applied)
  const { errors: _errors, requirements: _requirements, ...before } = bare.state
  if (!Object.entries(rest).every(([name, part]) => part === before[name as keyof typeof before]))
    return undefined
  const spared = call('not', condition)
  const conditional = [
    ...errors.map((error) => ({ node: spared, error })),
    ...requirements.map(({ node, error }) => ({ node: call('or', spared, node), error })),
  ]
  return conditional.reduce((next, requirement) => next.requireNode(requirement), value) as never
}

/**
 * What a condition and its changes rely on; nothing is known of them where one of the changes is
 * somebody's own.
 */
const namesOf = <X>(condition: When<X>, changes: readonly Change<X>[]) =>
  changes.every(({ names }) => names)
    ? { names: [condition, ...changes].flatMap(({ names = [] }) => names) }
    : {}

/**
 * Runs changes and validations only where the condition holds: `when(changing(Post, 'status'),
 * present(Post, 'body'))`.
 */
export const when = <X>(condition: When<X>, ...changes: readonly Change<X>[]): Change<X> => {
  const run = (changeset: Changeset<X>, context: ChangeContext) =>
    condition(changeset, context)
      ? changes.reduce((next, change) => change(next, context), changeset)
      : changeset
  if (!condition.requiresRecord && !changes.some((change) => change.requiresRecord))
    return Object.assign(run, namesOf(condition, changes))
  const withoutRecord = (
    changeset: Changeset<X>,
    context: ChangeContext,
  ): Changeset<X> | undefined => {
    const holds = condition.requiresRecord
      ? condition.onRecord?.(changeset)
      : condition(changeset, context)
    if (typeof holds === 'object') return onCondition(holds, changes, changeset, context)
    return holds ? applyAll(changes, changeset, context) : holds === false ? changeset : undefined
  }
  return Object.assign(run, {
    requiresRecord: true as const,
    withoutRecord,
    ...namesOf(condition, changes),
  })
}

/** Names of the attributes that hold a number. */
export type NumberAttribute<X> = {
  [K in keyof AttributesOf<X> & string]: NonNullable<TypeOf<AttributesOf<X>[K]>> extends number
    ? K
    : never
}[keyof AttributesOf<X> & string]

/** Adds to a number where it is stored, so that two at once both count. Null counts as 0. */
export const increment = <X, const K extends NumberAttribute<X>>(
  resource: X,
  name: K,
  amount = 1,
): Change<X> =>
  withNames(
    (changeset: Changeset<X>) =>
      changeset.set({
        [name]: expression(
          call('add', call('coalesce', refNode([], name), valueNode(0)), valueNode(amount)),
        ),
      } as never),
    { resource, attributes: [name] },
  )

/**
 * Refuses a write on a version that is not the stored one with `stale_record`, and counts the
 * version up. The version the caller saw is the argument of the same name as the attribute, or
 * another one named.
 *
 * @example
 * edit: update(Post, { accept: ['title'], arguments: { seen: t.integer() }, changes: [optimisticLock(Post, 'version', 'seen')] })
 */
export const optimisticLock = <
  X,
  const K extends NumberAttribute<X>,
  const Argument extends string = K,
>(
  resource: X,
  name: K,
  ...[argument = name as never]: readonly [argument?: Argument]
): Change<X, unknown, { readonly [N in Argument]: unknown }> =>
  withNames(
    (changeset: Changeset<X, unknown, { readonly [N in Argument]: unknown }>) => {
      const version = refNode([], name)
      const locked = changeset.where(() =>
        expression(call('eq', version, valueNode(changeset.arguments[argument]))),
      )
      return changeset.kind === 'destroy'
        ? locked
        : locked.set({ [name]: expression(call('add', version, valueNode(1))) } as never)
    },
    { resource, attributes: [name], arguments: [argument], sets: [name] },
  )

export interface RelateActorOptions {
  /** Anonymous leaves the relationship empty. Default false: it is an error. */
  readonly allowAnonymous?: boolean
}

/** Makes the actor what a belongsTo leads to: `relateActor(Post, 'author')` sets `authorId`. */
export const relateActor = <X, const P extends keyof RelationshipsOf<X> & string>(
  resource: X,
  relationship: P,
  { allowAnonymous = false }: RelateActorOptions = {},
): Change<X> =>
  withNames(
    (changeset: Changeset<X>, { actor }: ChangeContext) => {
      // Looked up when the application was opened.
      const { destinationAttribute, sourceAttribute } =
        changeset.resource.relationships.get(relationship)!
      const key = (actor as Readonly<Record<string, unknown>> | null)?.[destinationAttribute]
      if (key !== undefined && key !== null)
        return changeset.set({ [sourceAttribute]: key } as never)
      return allowAnonymous
        ? changeset.set({ [sourceAttribute]: null } as never)
        : changeset.addError(
            new RequiredError({
              field: sourceAttribute,
              message: 'is the actor, and there is none',
            }),
          )
    },
    { resource, belongsTo: relationship },
  )

export type AttributeValue<X, K extends keyof AttributesOf<X>> = Operand<TypeOf<AttributesOf<X>[K]>>

/** A value, or a function of the changeset that returns it. */
export type ValueOrFunction<X, V> = V | ((changeset: Changeset<X>, context: ChangeContext) => V)
const resolveValue = <X, V>(
  value: ValueOrFunction<X, V>,
  changeset: Changeset<X>,
  context: ChangeContext,
): V =>
  typeof value === 'function'
    ? (value as (changeset: Changeset<X>, context: ChangeContext) => V)(changeset, context)
    : value

/**
 * Sets an attribute to a value, an expression, or what a function of the changeset returns,
 * whatever the caller gave.
 */
export const setAttribute = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  value: ValueOrFunction<X, AttributeValue<X, K>>,
): Change<X> =>
  withNames(
    (changeset: Changeset<X>, context: ChangeContext) =>
      changeset.set({ [name]: resolveValue(value, changeset, context) } as never),
    { resource, attributes: [name], sets: [name] },
  )

/** Sets an attribute where the caller did not; a default gives way to it. */
export const setNewAttribute = <X, const K extends keyof AttributesOf<X> & string>(
  resource: X,
  name: K,
  value: ValueOrFunction<X, AttributeValue<X, K>>,
): Change<X> =>
  withNames(
    (changeset: Changeset<X>, context: ChangeContext) =>
      changeset.given(name)
        ? changeset
        : changeset.set({ [name]: resolveValue(value, changeset, context) } as never),
    { resource, attributes: [name], sets: [name] },
  )
