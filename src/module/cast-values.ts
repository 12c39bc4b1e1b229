import { InvalidInputError } from '../error/invalid-input-error.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { castFields } from '../type/cast-field.ts'

/** Values of one side of a signature, cast by the fields' types; defaults are filled in. Throws `InvalidInputError` with every problem at once. */
export const castValues = (signature: SignatureInfo, side: 'input' | 'output', given: unknown): Readonly<Record<string, unknown>> => {
  const result = castFields(signature[side], given)
  if (!result.ok) throw new InvalidInputError({ of: signature.name, side, issues: result.issues })
  return result.value
}
