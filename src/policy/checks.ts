import { call, type Node, nodeOf, refNode, valueNode } from '../expression/node.ts'
import { shown } from '../text/shown.ts'
import { type Check, type CheckNames, type CheckRequest, defineCheck, isNobody } from './check.ts'

/**
 * The action is one of these. For conditions; a policy for some actions is better scoped with
 * `policy.action(...)`.
 */
export const actionIs = <const Action extends string>(
  ...names: readonly [Action, ...Action[]]
): Check<CheckNames<never, Action, never, never>> =>
  defineCheck(
    `the action is ${names.join(' or ')}`,
    ({ action }) => (names as readonly string[]).includes(action),
    { actions: names },
  )

/**
 * The actor's attribute has this value. For an anonymous caller it neither authorizes nor is it
 * passed by `forbidIf`.
 */
export const actorAttributeEquals = <const Field extends string>(
  name: Field,
  value: string | number | boolean | Date,
): Check<CheckNames<never, never, never, Field>> => {
  const condition = call(
    'eq',
    { kind: 'template', source: 'actor', path: [name] },
    valueNode(value),
  )
  return defineCheck(`the actor's ${name} is ${shown(value)}`, () => condition, {
    actorFields: [name],
  })
}

/** There is an actor: the caller is not anonymous. */
export const actorPresent = (): Check =>
  defineCheck('there is an actor', ({ actor }) => !isNobody(actor))

/** Holds. `true` says the same in fewer words. */
export const always = (): Check => defineCheck('always', () => true)

export interface AttributeChange {
  /** The stored value; never fits a create. */
  readonly from?: unknown
  /** The new value. */
  readonly to?: unknown
}
type Changes = Readonly<Record<string, AttributeChange>>
type NameOf<A> = A extends string ? A : keyof A & string

const same = (left: Node, right: unknown) =>
  call('not', call('isDistinctFrom', left, valueNode(right)))

const change = (
  name: string,
  expectation: AttributeChange,
  { kind, changing }: CheckRequest,
): Node => {
  if (!Object.hasOwn(changing, name)) return valueNode(false)
  const [before, after] = [refNode([], name), nodeOf(changing[name] ?? null)]
  const stored = kind === 'update'
  return call(
    'and',
    ...(stored ? [call('isDistinctFrom', before, after)] : []),
    ...('from' in expectation ? [stored ? same(before, expectation.from) : valueNode(false)] : []),
    ...('to' in expectation ? [same(after, expectation.to)] : []),
  )
}

/**
 * A write changes one of these attributes: a create sets it, an update sets it to a value other
 * than the stored one. With an object, only from and to the given values: `changingAttributes({
 * status: { from: 'draft', to: 'published' } })`.
 */
export const changingAttributes = <const A extends string | Changes>(
  ...attributes: readonly [A, ...A[]]
): Check<CheckNames<NameOf<A>, never, never, never>> => {
  const expectations = attributes.flatMap((attribute): [string, AttributeChange][] =>
    typeof attribute === 'string' ? [[attribute, {}]] : Object.entries(attribute),
  )
  const names = expectations.map(([name]) => name)
  const decide = (request: CheckRequest) => {
    if (request.kind !== 'create' && request.kind !== 'update') return false
    return call('or', ...expectations.map(([name, values]) => change(name, values, request)))
  }
  return defineCheck(`changing ${names.join(' or ')}`, decide, { attributes: names as NameOf<A>[] })
}

/**
 * A check by a function of the request, decided before the data is asked.
 * @example
 * policy.write().authorizeIf(matches('it is office hours', () => new Date().getHours() < 17))
 */
export const matches = (description: string, holds: (request: CheckRequest) => boolean): Check =>
  defineCheck(description, holds)

/** Does not hold. `false` says the same in fewer words. */
export const never = (): Check => defineCheck('never', () => false)

export interface RelatesOptions {
  /** The attribute at the end of the path that names the actor. Default: `id`. */
  readonly field?: string
  /** The actor's field that it is compared with. Default: `id`. */
  readonly actorField?: string
}

/**
 * The record leads to the actor through relationships, to-one or to-many:
 * `relatesToActorVia('author')`, `relatesToActorVia(['team', 'members'])`. An independent subquery:
 * nothing else in the same policy narrows it.
 */
export const relatesToActorVia = <const First extends string>(
  path: First | readonly [First, ...string[]],
  { field = 'id', actorField = 'id' }: RelatesOptions = {},
): Check<CheckNames<never, never, First, never>> => {
  const whole = typeof path === 'string' ? ([path] as const) : path
  const where = call('eq', refNode([], field), {
    kind: 'template',
    source: 'actor',
    path: [actorField],
  })
  const condition: Node = Object.freeze({
    kind: 'exists',
    path: Object.freeze([...whole]),
    where,
    origin: 'trusted',
  })
  return defineCheck(`the record relates to the actor via ${whole.join('.')}`, () => condition, {
    relationships: [whole[0]],
  })
}
