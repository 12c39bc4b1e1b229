import { contextKey, currentContext } from '../../context/context.ts'
import type { Log } from '../../context/log.ts'
import { toErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import type { Node } from '../../expression/node.ts'
import type { Explanation } from '../../policy/explain.ts'
import { explanationText } from '../../policy/explanation-text.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { actorLabel } from './actor-label.ts'
import type { ActionScope } from './scope.ts'

/** What the policies of an action came to, and how. */
interface Decision {
  readonly info: ActionInfo
  /** What they leave of the data. */
  readonly permission: Node
  readonly explain: () => Explanation
}

/** The decisions of the action that runs. Only in development. */
const decisionsKey = contextKey<Decision[]>('decisions')

/**
 * Keeps a decision until its action ends: the data may still refuse, and then the policies are what
 * explains it.
 */
export const keepDecision = (decision: Decision): void => {
  currentContext().get(decisionsKey)?.push(decision)
}

const explained = new WeakSet<object>()

/**
 * Why an action was refused. A refusal passes outward through every action that called this one,
 * and is explained once.
 */
const refusals = (error: unknown, decisions: readonly Decision[]): string[] =>
  toErrors(error)
    .filter((each) => ForbiddenError.isInstance(each))
    .flatMap((refusal) => {
      if (explained.has(refusal)) return []
      explained.add(refusal)
      const { report, variables } = refusal
      const own = (report as { readonly explanation?: Explanation } | undefined)?.explanation
      if (own) return [explanationText(own)]
      const decision = decisions.findLast(
        ({ info }) =>
          info.resource.name === variables['resource'] && info.name === variables['action'],
      )
      return decision
        ? [`${explanationText(decision.explain())}\n  The record does not meet this.`]
        : []
    })

const isNothing = ({ permission }: Decision) =>
  permission.kind === 'value' && permission.value !== true

/**
 * Writes a line for an action: what, by whom, how it ended, how long it took; and how the policies
 * came to a refusal, or to a read that may find nothing. Only in development.
 */
export const logAction = async <T>(
  log: Log,
  { actor, system }: ActionScope,
  info: ActionInfo,
  work: (decisions: readonly [typeof decisionsKey, Decision[]]) => Promise<T>,
): Promise<T> => {
  const decisions: Decision[] = []
  const started = performance.now()
  const tell = (outcome: string) => {
    const time = Math.round(performance.now() - started)
    log.info(
      `action ${info.label} by ${system ? 'the system' : actorLabel(actor)}: ${outcome}, ${time} ms`,
    )
  }
  try {
    const result = await work([decisionsKey, decisions])
    tell('done')
    for (const decision of decisions.filter(
      (each) => each.info === info && info.kind === 'read' && isNothing(each),
    ))
      log.warn(explanationText(decision.explain()))
    return result
  } catch (error) {
    tell(
      toErrors(error)
        .map(({ code }) => code)
        .join(', '),
    )
    for (const text of refusals(error, decisions)) log.warn(text)
    throw error
  }
}
