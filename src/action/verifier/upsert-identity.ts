import { DefinitionError } from '../../error/definition-error.ts'
import { didYouMean } from '../../type/nearest.ts'
import type { ActionVerifier } from './action-verifier.ts'

/** An upsert names an identity, and attributes to set. */
export const upsertIdentity: ActionVerifier = ({ definition, name, resource }) => {
  const { upsert } = definition
  if (!upsert) return []
  const at = { resource: resource.name, path: ['actions', name, 'upsert'] }
  const identity = resource.identities.has(upsert.identity)
    ? []
    : [
        new DefinitionError({
          ...at,
          problem: `"${upsert.identity}" is not an identity`,
          fix: didYouMean(upsert.identity, resource.identities.keys()).trim() || 'Declare it in `static identities`.',
        }),
      ]
  const fields = (upsert.fields ?? []).filter((field) => !resource.attributes.has(field))
  return [
    ...identity,
    ...fields.map(
      (field) => new DefinitionError({ ...at, problem: `"${field}" is not an attribute`, fix: didYouMean(field, resource.attributes.keys()).trim() }),
    ),
  ]
}
