import { isExpression } from '../../expression/node.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { sortNodes } from '../../resource/sort-nodes.ts'
import { argumentRefs } from '../../resource/template-refs.ts'
import { mentionedArguments } from './mentioned-arguments.ts'
import { attempted } from '../../resource/verifier/verifier.ts'
import type { ActionInfo } from '../action-info.ts'
import type { ActionVerifier } from './action-verifier.ts'

type Callback = (refs: unknown, values: unknown) => unknown

const condition = (info: ActionInfo, option: 'filter' | 'where'): DefinitionError[] => {
  const declared = info.definition[option] as Callback | undefined
  if (!declared) return []
  const at = { resource: info.resource.name, path: ['actions', info.name, option] }
  return attempted(at, () => {
    const made = declared(refsOf(info.resource), argumentRefs)
    if (!isExpression(made))
      throw new DefinitionError({
        ...at,
        problem: 'it gives no expression',
        fix: 'Compare with eq(…) and its like, and return that; === compares here and now.',
      })
    const [unknown] = mentionedArguments(made.node).filter((name) => !Object.hasOwn(info.arguments, name))
    if (unknown !== undefined)
      throw new DefinitionError({
        ...at,
        problem: `"${unknown}" is not an argument of the action`,
        fix: `There are: ${Object.keys(info.arguments).join(', ') || 'none'}.`,
      })
  })
}

/** Filters, conditions and sorts mention fields and arguments that exist. */
export const actionExpressions: ActionVerifier = (info) => [
  ...condition(info, 'filter'),
  ...condition(info, 'where'),
  ...attempted({ resource: info.resource.name, path: ['actions', info.name, 'sort'] }, () => sortNodes(info.resource, info.definition.sort)),
]
