import { DefinitionError } from '../../error/definition-error.ts'
import { attempted } from '../../resource/verifier/verifier.ts'
import type { ActionVerifier } from './action-verifier.ts'

/** An argument has a name of its own: none of an accepted attribute, nor of the key that names the record. */
export const argumentNames: ActionVerifier = (info) => {
  const { accept, kind, name, resource } = info
  const at = { resource: resource.name, path: ['actions', name, 'arguments'] }
  const taken = new Set([...accept, ...(kind === 'update' || kind === 'destroy' ? resource.primaryKey : [])])
  return attempted(at, () => {
    const twice = Object.keys(info.arguments).find((argument) => taken.has(argument))
    if (twice !== undefined) throw new DefinitionError({ ...at, problem: `"${twice}" is an input already`, fix: 'Choose another name for the argument.' })
  })
}
