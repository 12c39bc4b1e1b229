import { call, type Node, refNode } from '../../expression/node.ts'
import { type Check, type CheckNames, defineCheck } from '../check.ts'

export interface RelatesOptions {
  /** The attribute at the end of the path that names the actor. Default: `id`. */
  readonly field?: string
  /** The actor's field that it is compared with. Default: `id`. */
  readonly actorField?: string
}

/**
 * The record leads to the actor through relationships, to-one or to-many: `relatesToActorVia('author')`, `relatesToActorVia(['team', 'members'])`.
 * An independent subquery: nothing else in the same policy narrows it.
 */
export const relatesToActorVia = <const First extends string>(
  path: First | readonly [First, ...string[]],
  { field = 'id', actorField = 'id' }: RelatesOptions = {},
): Check<CheckNames<never, never, First, never>> => {
  const whole = typeof path === 'string' ? ([path] as const) : path
  const where = call('eq', refNode([], field), { kind: 'template', source: 'actor', path: [actorField] })
  const condition: Node = Object.freeze({ kind: 'exists', path: Object.freeze([...whole]), where, origin: 'trusted' })
  return defineCheck(`the record relates to the actor via ${whole.join('.')}`, () => condition, { relationships: [whole[0]] })
}
