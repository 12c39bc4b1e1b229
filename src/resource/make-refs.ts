import { DefinitionError } from '../error/definition-error.ts'
import {
  type Expr,
  expression,
  isExpression,
  type Node,
  nodeOf,
  type Origin,
  refNode,
  type TemplateNode,
} from '../expression/node.ts'
import { didYouMean } from '../text/nearest.ts'
import { assertMeant, type ConditionPlace } from './assert-meant.ts'
import type { RelationshipInfo, ResourceInfo } from './info.ts'
import { perObject } from '../text/lazy.ts'

type AnyRefs = Readonly<Record<string, unknown>>
type Where = (refs: never) => Expr<boolean>

const fieldNames = (info: ResourceInfo): string[] => [
  ...info.attributes.keys(),
  ...info.relationships.keys(),
  ...info.calculations.keys(),
  ...info.aggregates.keys(),
]

const unknownName = (info: ResourceInfo, name: string) =>
  new DefinitionError({
    resource: info.name,
    problem: `an expression mentions "${name}", which is not an attribute, relationship, calculation or aggregate`,
    fix: didYouMean(name, fieldNames(info)).trim() || `There are: ${fieldNames(info).join(', ')}.`,
  })

const many = ({ destination, name }: RelationshipInfo, path: readonly string[], origin: Origin) => {
  const whole = Object.freeze([...path, name])
  const condition = (where: Where | undefined): Node | undefined => {
    if (!where) return undefined
    const refs = makeRefs(destination, origin)
    const outcome = where(refs as never)
    assertMeant([outcome], [refs], (again) => [where(again as never)], {
      resource: destination.name,
      path: [name],
    })
    return nodeOf(outcome)
  }
  return Object.freeze({
    exists: (where?: Where) =>
      expression<boolean>({ kind: 'exists', path: whole, where: condition(where), origin }),
    count: (where?: Where) =>
      expression<number>({
        kind: 'aggregate',
        function: 'count',
        path: whole,
        of: undefined,
        where: condition(where),
        sort: [],
        origin,
      }),
  })
}

const refAt = (
  info: ResourceInfo,
  name: string,
  path: readonly string[],
  origin: Origin,
): unknown => {
  if (info.attributes.has(name) || info.calculations.has(name) || info.aggregates.has(name))
    return expression(refNode(path, name, origin))
  const relationship = info.relationships.get(name)
  if (!relationship) throw unknownName(info, name)
  return relationship.many
    ? many(relationship, path, origin)
    : refsAt(relationship.destination, [...path, name], origin)
}

const refsAt = (info: ResourceInfo, path: readonly string[], origin: Origin): AnyRefs => {
  const steps = new Map<string, unknown>()
  return new Proxy(Object.freeze({}), {
    get: (_, name) => {
      if (typeof name === 'symbol') return undefined
      if (!steps.has(name)) steps.set(name, refAt(info, name, path, origin))
      return steps.get(name)
    },
    has: (_, name) => typeof name === 'string' && fieldNames(info).includes(name),
  })
}

const roots = {
  trusted: perObject((info: ResourceInfo) => refsAt(info, [], 'trusted')),
  input: perObject((info: ResourceInfo) => refsAt(info, [], 'input')),
}

/**
 * What callbacks of expressions are given: attributes, calculations and aggregates as references,
 * to-one relationships as nested references, to-many ones as `{ exists, count }`. Made from
 * introspection as names are used; an unknown name is a `DefinitionError`.
 */
export const makeRefs = (info: ResourceInfo, origin: Origin = 'trusted'): AnyRefs =>
  roots[origin](info)

/** References as the developer's own callbacks get them. */
export const refsOf = (info: ResourceInfo): AnyRefs => makeRefs(info, 'trusted')

/**
 * A value bound when the action runs, and by further names the values inside it: `actor.id`,
 * `actor.team.id`.
 */
const templateRef = (source: TemplateNode['source'], path: readonly string[]): Expr<unknown> => {
  const cached = new Map<string, Expr<unknown>>()
  return new Proxy(expression<unknown>({ kind: 'template', source, path: Object.freeze(path) }), {
    get: (target, name) => {
      if (typeof name === 'symbol') return Reflect.get(target, name)
      if (name === 'node') return target.node
      if (!cached.has(name)) cached.set(name, templateRef(source, [...path, name]))
      return cached.get(name)
    },
  })
}

/** The actor inside a policy. Each of its fields is null for `anonymous`. */
export const actorRefs: Expr<unknown> = templateRef('actor', [])

/** An action's arguments inside its expressions. */
export const argumentRefs: Expr<unknown> = templateRef('argument', [])

/**
 * The tree of the condition that a developer's function returns. Anything else, such as a boolean
 * or nothing, would be a condition that is never true.
 */
export const conditionNode = (condition: unknown, refs: object, place: ConditionPlace): Node => {
  if (typeof condition !== 'function')
    throw new DefinitionError({
      ...place,
      problem: 'it is not a function',
      fix: "Write one that returns an expression: ({ status }) => eq(status, 'open').",
    })
  const define = condition as (refs: unknown) => unknown
  const outcome = define(refs)
  if (isExpression(outcome)) {
    assertMeant([outcome], [refs], (again) => [define(again)], place)
    return outcome.node
  }
  throw new DefinitionError({
    ...place,
    problem: 'it does not return an expression',
    fix: 'Compare with eq(…) and its like, and return that; === compares here and now.',
  })
}
