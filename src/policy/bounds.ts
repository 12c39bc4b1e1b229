import { call, type CallNode, type ExistsNode, type Node, valueNode } from '../expression/node.ts'
import { mentionsRecord, mentionsTemplate } from '../expression/paths.ts'
import { isNotFalse, isTrue } from '../expression/truth.ts'

/** What cannot be known when a condition is decided. */
export interface Gap {
  /** There is no actor: what depends on one is open. */
  readonly anonymous: boolean
  /** There is no record to ask, as in a generic action or under a strict policy. */
  readonly recordless: boolean
}
/**
 * A condition from both sides, two-valued: where it holds whatever fills the gap, and where it may
 * hold.
 */
export interface TruthBounds {
  readonly sure: Node
  readonly possible: Node
}

/**
 * Decides a condition with a gap toward the safe side: what lets an actor in asks `sure`, what
 * keeps one out asks `possible`. So a `forbidIf` on the actor forbids an anonymous caller, also
 * where `exists` would turn the unknown into a plain no. Without a gap both are `condition is
 * true`: a null in a row neither lets in nor keeps out.
 */
export const bounds = (condition: Node, gap: Gap): TruthBounds => {
  if (touches(condition, gap)) return split(condition, gap)
  const holds = isTrue(condition)
  return { sure: holds, possible: holds }
}

const touches = (node: Node, { anonymous, recordless }: Gap) =>
  (anonymous && mentionsTemplate(node, 'actor')) || (recordless && mentionsRecord(node))

const split = (node: Node, gap: Gap): TruthBounds => {
  if (node.kind === 'exists' && node.where && !gap.recordless)
    return splitExists(node, node.where, gap)
  if (
    node.kind === 'call' &&
    (node.operator === 'and' || node.operator === 'or' || node.operator === 'not')
  )
    return splitLogic(node, gap)
  // Null in the gap's place could give a definite answer that means nothing: a count over the
  // records of nobody is 0, and nobody's role is in no list.
  if (touches(node, gap)) return { sure: valueNode(false), possible: valueNode(true) }
  return { sure: isTrue(node), possible: isNotFalse(node) }
}

const splitExists = (node: ExistsNode, where: Node, gap: Gap): TruthBounds => {
  const inner = split(where, gap)
  return {
    sure: Object.freeze({ ...node, where: inner.sure }),
    possible: Object.freeze({ ...node, where: inner.possible }),
  }
}

const splitLogic = ({ operator, operands }: CallNode, gap: Gap): TruthBounds => {
  const parts = operands.map((operand) => split(operand, gap))
  const sure = call(operator, ...parts.map((part) => part.sure))
  const possible = call(operator, ...parts.map((part) => part.possible))
  return operator === 'not' ? { sure: possible, possible: sure } : { sure, possible }
}
