import { DefinitionError } from '../../error/definition-error.ts'
import { didYouMean } from '../../type/nearest.ts'
import type { Verifier } from './verifier.ts'

/** Identities name attributes. */
export const identitiesNameAttributes: Verifier = (info) =>
  [...info.identities.values()].flatMap(({ name, keys }) => {
    const path = ['identities', name]
    if (keys.length === 0) return [new DefinitionError({ resource: info.name, path, problem: 'it names no attribute' })]
    return keys
      .filter((key) => !info.attributes.has(key))
      .map(
        (key) =>
          new DefinitionError({ resource: info.name, path, problem: `"${key}" is not an attribute`, fix: didYouMean(key, info.attributes.keys()).trim() }),
      )
  })
