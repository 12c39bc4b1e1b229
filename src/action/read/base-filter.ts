import { bind } from '../../expression/bind.ts'
import { type Node, nodeOf } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { typedOperands } from '../../resource/typed-operands.ts'
import { argumentRefs } from '../../resource/template-refs.ts'
import { type ActionInfo, primaryRead } from '../action-info.ts'
import { bindingsOf } from '../bindings.ts'
import { castInput } from '../input-shape.ts'
import type { ActionScope } from '../scope.ts'

/** The filter that a read or a write declares, with its arguments bound. Called for each run: it may mention the time. */
export const declaredFilter = (scope: ActionScope, info: ActionInfo, values: Readonly<Record<string, unknown>>, declared: unknown): Node | undefined => {
  if (!declared) return undefined
  const node = nodeOf((declared as (refs: unknown, values: unknown) => unknown)(refsOf(info.resource), argumentRefs))
  return typedOperands(info.resource, bind(node, bindingsOf(scope, values)))
}

/** What a resource's primary read narrows its records to, wherever they are looked up or loaded. */
export const baseFilter = (scope: ActionScope, resource: ResourceInfo): Node | undefined => {
  const info = primaryRead(resource)
  const { filter } = info.definition
  return filter && declaredFilter(scope, info, castInput(info, {}).arguments, filter)
}
