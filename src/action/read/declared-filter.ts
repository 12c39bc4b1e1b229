import { bind } from '../../expression/bind.ts'
import { type Node, nodeOf } from '../../expression/node.ts'
import { argumentRefs, refsOf } from '../../resource/make-refs.ts'
import { typedOperands } from '../../resource/typed-operands.ts'
import { bindingsOf } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { ActionScope } from '../session/scope.ts'

/**
 * The filter that a read or a write declares, with its arguments bound. Called for each run: it may
 * mention the time.
 */
export const declaredFilter = (
  scope: ActionScope,
  info: ActionInfo,
  values: Readonly<Record<string, unknown>>,
  declared: unknown,
): Node | undefined => {
  if (!declared) return undefined
  const node = nodeOf(
    (declared as (refs: unknown, values: unknown) => unknown)(refsOf(info.resource), argumentRefs),
  )
  return typedOperands(info.resource, bind(node, bindingsOf(scope, values)))
}
