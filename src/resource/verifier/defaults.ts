import { DefinitionError } from '../../error/definition-error.ts'
import { issueText } from '../../type/redact.ts'
import type { AttributeInfo } from '../info.ts'
import type { Verifier } from './verifier.ts'

/** Values that stand in a declaration, with the words for them. A default that is a function is asked only when a record is made. */
const valuesIn = ({ field, nullable }: AttributeInfo): [string, unknown][] => {
  const { default: given, mapValues = {} } = field.options
  const mapped = Object.entries(mapValues).filter(([, value]) => value !== null || !nullable)
  return [
    ...(given === undefined || given === null || typeof given === 'function' ? [] : [['default', given] as [string, unknown]]),
    ...mapped.map(([old, value]): [string, unknown] => [`value for a stored "${old}"`, value]),
  ]
}

/** Defaults, and what stored values are mapped to, fit their attribute's own type. */
export const defaultsFit: Verifier = (info) =>
  [...info.attributes.values()].flatMap((attribute) =>
    valuesIn(attribute).flatMap(([what, value]) => {
      const result = value === null ? undefined : attribute.type.cast(value)
      if (result?.ok) return []
      const issues = result ? result.issues.map(issueText).join(', and ') : 'must not be null'
      return [
        new DefinitionError({
          resource: info.name,
          path: ['attributes', attribute.name],
          problem: `the ${what} ${issues}`,
          fix: 'Give a value of the type.',
        }),
      ]
    }),
  )
