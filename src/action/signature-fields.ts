import { declared } from '../type/define-type.ts'
import { type Fields, fieldOf } from '../type/field.ts'
import type { AnyAction, SignatureFields } from './action.ts'
import { actionInfo } from './action-info.ts'

const outputOf = (action: AnyAction): Fields => {
  const { kind, returns, resource } = actionInfo(action)
  if (kind !== 'action') return Object.fromEntries([...resource.attributes.values()].map(({ name, field }) => [name, field]))
  if (!returns) return {}
  const { fields } = fieldOf(returns).type.constraints
  return fields === undefined ? { result: returns } : (fields as Fields)
}

/** An action as the shape of a signature: accepted attributes and arguments in; the fields of a returned map, a single `result`, or the record's attributes out. */
export const signatureFields = (action: AnyAction): SignatureFields => {
  const { accept, resource, inputArguments, description } = actionInfo(action)
  const attributes = accept.map((name) => [name, resource.attributes.get(name)?.field] as const)
  return {
    input: { ...Object.fromEntries(attributes), ...inputArguments } as Fields,
    output: outputOf(action),
    ...declared({ description }),
  }
}
