import { DefinitionError } from '../../error/definition-error.ts'
import { issueText } from '../../type/redact.ts'
import type { Verifier } from './verifier.ts'

/** A default that is a value fits its attribute's own type. One that is a function is asked only when a record is made. */
export const defaultsFit: Verifier = (info) =>
  [...info.attributes.values()].flatMap(({ name, field, type }) => {
    const given = field.options.default
    if (given === undefined || given === null || typeof given === 'function') return []
    const result = type.cast(given)
    if (result.ok) return []
    return [
      new DefinitionError({
        resource: info.name,
        path: ['attributes', name],
        problem: `the default ${result.issues.map(issueText).join(', and ')}`,
        fix: 'Give a value of the type.',
      }),
    ]
  })
