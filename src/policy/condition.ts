import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { describe } from '../expression/describe.ts'
import { isExpression, type Node, valueNode } from '../expression/node.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { Check, CheckRequest } from './check.ts'
import type { Condition } from './policy.ts'
import { unknownMention } from './unknown-mention.ts'

const kinds: ReadonlySet<unknown> = new Set<Node['kind']>([
  'value',
  'ref',
  'template',
  'call',
  'exists',
  'aggregate',
])
const isNode = (candidate: unknown): candidate is Node =>
  typeof candidate === 'object' &&
  candidate !== null &&
  kinds.has((candidate as Partial<Node>).kind)
const isPromise = (candidate: unknown): candidate is PromiseLike<unknown> =>
  typeof (candidate as PromiseLike<unknown> | null)?.then === 'function'

/**
 * A check that has not decided lets nobody do anything; a promise that fails later has nobody
 * waiting for it, so it is heard here.
 */
const undecided = ({ description }: Check, value: unknown): AssumptionFailedError => {
  if (isPromise(value)) void Promise.allSettled([value])
  const what = isPromise(value)
    ? 'a promise'
    : value === null
      ? 'null'
      : `a value of the type ${typeof value}`
  return new AssumptionFailedError(
    `The check "${description}" returned ${what}, so nothing is allowed.`,
    {
      fix: 'Return true, false or a condition, not a promise.',
    },
  )
}

/** What a check decides, as a tree. */
export const decidedNode = (
  check: Check,
  request: CheckRequest,
  info: ResourceInfo | undefined,
): Node => {
  const decision: unknown = check.decide(request)
  if (typeof decision === 'boolean') return valueNode(decision)
  const node = isExpression(decision) ? decision.node : decision
  if (!isNode(node)) throw undecided(check, decision)
  const unknown = info && unknownMention(info, node)
  if (unknown) throw unknown
  return node
}

/** A condition as a tree, its templates unbound. */
export const checkNode = (
  condition: Condition,
  request: CheckRequest,
  info?: ResourceInfo,
): Node => {
  if (typeof condition === 'boolean') return valueNode(condition)
  return isExpression(condition) ? condition.node : decidedNode(condition as Check, request, info)
}

/** A condition in plain words. */
export const conditionWords = (condition: Condition): string => {
  if (typeof condition === 'boolean') return condition ? 'always' : 'never'
  return isExpression(condition) ? describe(condition.node) : condition.description
}
