import { type Node, valueNode } from '../expression/node.ts'
import { someNode } from '../expression/walk.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { TruthBounds } from './bounds.ts'
import type { CheckRequest } from './check.ts'
import { checkNode } from './condition.ts'
import type { Condition } from './policy.ts'

/** Input of an action that is not given yet, by name. */
export interface Later {
  readonly arguments: ReadonlySet<string>
  readonly attributes: ReadonlySet<string>
}
type Values = Readonly<Record<string, unknown>>

/** A condition on what is not given yet: it may come to hold, and it may come not to. */
export const favorable: TruthBounds = { sure: valueNode(true), possible: valueNode(false) }

/** The values, telling when somebody looks for one that is not given yet. */
const watched = (values: Values, later: ReadonlySet<string>, tell: () => void): Values => {
  const note = (name: string | symbol) => {
    if (typeof name === 'string' && later.has(name)) tell()
  }
  return new Proxy(values, {
    get: (target, name) => (note(name), Reflect.get(target, name)),
    has: (target, name) => (note(name), Reflect.has(target, name)),
    getOwnPropertyDescriptor: (target, name) => (
      note(name), Reflect.getOwnPropertyDescriptor(target, name)
    ),
    ownKeys: (target) => {
      if (later.size) tell()
      return Reflect.ownKeys(target)
    },
  })
}

/** The condition as a tree; undefined where it depends on input that is not given yet. */
export const givenNode = (
  condition: Condition,
  request: CheckRequest & { readonly of?: ResourceInfo },
  later: Later,
): Node | undefined => {
  let looked = false
  const tell = () => {
    looked = true
  }
  const view = {
    ...request,
    arguments: watched(request.arguments, later.arguments, tell),
    changing: watched(request.changing, later.attributes, tell),
  }
  try {
    const node = checkNode(condition, view, request.of)
    return looked || mentionsArgument(node, later) ? undefined : node
  } catch (error) {
    // A check that needs a value may fail without it.
    if (looked) return undefined
    throw error
  }
}

const mentionsArgument = (node: Node, later: Later): boolean =>
  someNode(
    node,
    (at) =>
      at.kind === 'template' && at.source === 'argument' && later.arguments.has(at.path[0] ?? ''),
  )

/**
 * Whether a condition that is to be decided without a record asks for an attribute that is not
 * given yet.
 */
export const asksLater = (node: Node, later: Later): boolean =>
  node.kind === 'ref'
    ? node.path.length === 0 && later.attributes.has(node.name)
    : node.kind === 'call' && node.operands.some((operand) => asksLater(operand, later))
