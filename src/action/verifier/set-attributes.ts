import { DefinitionError } from '../../error/definition-error.ts'
import { isExpression } from '../../expression/node.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { argumentRefs } from '../../resource/template-refs.ts'
import { attempted } from '../../resource/verifier/verifier.ts'
import { castField } from '../../type/cast-field.ts'
import { didYouMean } from '../../type/nearest.ts'
import { issueText } from '../../type/redact.ts'
import type { ActionInfo } from '../action-info.ts'
import type { ActionVerifier } from './action-verifier.ts'

type Values = Readonly<Record<string, unknown>>

const problemOf = ({ resource }: ActionInfo, name: string, value: unknown): { readonly problem: string; readonly fix?: string } | undefined => {
  const attribute = resource.attributes.get(name)
  if (!attribute) return { problem: `"${name}" is not an attribute`, fix: didYouMean(name, resource.attributes.keys()).trim() }
  if (value === undefined || isExpression(value)) return undefined
  const result = castField(attribute.field, value)
  return result.ok ? undefined : { problem: `${name} ${result.issues.map(issueText).join(', and ')}` }
}

/** What an action sets are attributes, with values of their types. */
export const setAttributes: ActionVerifier = (info) => {
  const { set } = info.definition
  const at = { resource: info.resource.name, path: ['actions', info.name, 'set'] }
  let values: Values = {}
  const failed = attempted(at, () => {
    values = typeof set === 'function' ? (set as (refs: unknown, args: unknown) => Values)(refsOf(info.resource), argumentRefs) : (set ?? {})
  })
  const problems = Object.entries(values).flatMap(([name, value]) => problemOf(info, name, value) ?? [])
  return [...failed, ...problems.map((problem) => new DefinitionError({ ...at, ...problem }))]
}
