import { DefinitionError } from '../error/definition-error.ts'
import { isExpression, type Node } from '../expression/node.ts'
import { children } from '../expression/walk.ts'

/**
 * Where a condition stands, for the message: a resource, and a path in its declaration or the name
 * of an option.
 */
export interface ConditionPlace {
  readonly resource: string
  readonly path: readonly (string | number)[]
}

const connectives = new Set(['and', 'or', 'not'])

/** Whether a tree has the literal true or false in the place of a condition. */
const hasConstant = (node: Node, isCondition = true): boolean => {
  if (node.kind === 'value') return isCondition && typeof node.value === 'boolean'
  if (node.kind !== 'call') return 'where' in node && !!node.where && hasConstant(node.where)
  if (connectives.has(node.operator)) return node.operands.some((operand) => hasConstant(operand))
  if (node.operator !== 'if') return children(node).some((child) => hasConstant(child, false))
  return node.operands.some((operand, i) => hasConstant(operand, i === 0))
}
const isConstant = (condition: unknown): boolean =>
  typeof condition === 'boolean' || (isExpression(condition) && hasConstant(condition.node))

/** A name that was taken, and whether anything was made of it. */
interface Taken {
  readonly name: string
  used: boolean
}

const ofEveryObject = new Set(Object.getOwnPropertyNames(Object.prototype))
/**
 * Whether something is made of a reference when this is read of it: its tree, or what is inside it.
 * JavaScript's own look at it makes nothing.
 */
const isUse = (target: object, name: string): boolean =>
  !isExpression(target) || name === 'node' || !ofEveryObject.has(name)

/** References that remember what is taken of them, and whether anything was made of that. */
const recording = (refs: object, path: readonly string[], names: Taken[], own?: Taken): object =>
  new Proxy(refs, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof name === 'symbol') return value
      if (own && isUse(target, name)) own.used = true
      const isTree = isExpression(target) && name === 'node'
      if (isTree || typeof value !== 'object' || value === null) return value
      const inner: Taken = { name: [...path, name].join('.'), used: false }
      names.push(inner)
      return recording(value, [...path, name], names, inner)
    },
  })

/**
 * Throws where JavaScript has compared what was to be compared in the data: `owner !== actor.id` is
 * plain true, for every record and everybody. This is the case if a condition is a constant and the
 * function took a name that it did not use. The function is then asked again, to see what it takes.
 * @param conditions what the function returned
 * @param refs what it was given
 * @param again runs it on other references, and returns its conditions
 */
export const assertMeant = <const Refs extends readonly object[]>(
  conditions: readonly unknown[],
  refs: Refs,
  again: (...refs: Refs) => readonly unknown[],
  place: ConditionPlace,
): void => {
  if (!conditions.some(isConstant)) return
  const names: Taken[] = []
  const recorded = refs.map((object) => recording(object, [], names)) as unknown as Refs
  for (const condition of again(...recorded)) if (isExpression(condition)) void condition.node
  const unused = [...new Set(names.filter(({ used }) => !used).map(({ name }) => name))]
  if (unused.length === 0) return
  throw new DefinitionError({
    ...place,
    problem: `a condition is plain true or false, and nothing is made of ${unused.join(', ')}`,
    fix: 'JavaScript’s ===, !==, !, && and || compare here and now. Use eq(…), ne(…), isNull(…), not(…), and(…), or(…); or do not take the name.',
  })
}
