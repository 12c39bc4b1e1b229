import { DefinitionError } from '../../error/definition-error.ts'
import { didYouMean } from '../../type/nearest.ts'
import type { ActionVerifier } from './action-verifier.ts'

/** Accept lists name attributes that may be written. */
export const acceptedAttributes: ActionVerifier = ({ accept, name, resource }) =>
  accept.flatMap((wanted) => {
    const at = { resource: resource.name, path: ['actions', name, 'accept'] }
    const attribute = resource.attributes.get(wanted)
    if (!attribute)
      return [new DefinitionError({ ...at, problem: `"${wanted}" is not an attribute`, fix: didYouMean(wanted, resource.attributes.keys()).trim() })]
    return attribute.writable ? [] : [new DefinitionError({ ...at, problem: `"${wanted}" is read-only`, fix: 'Set it in the action instead.' })]
  })
