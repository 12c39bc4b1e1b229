import type { SignatureInfo } from '../signature/signature.ts'
import { type Fields, fieldOf } from '../type/field.ts'

const describe = (fields: Fields) =>
  Object.entries(fields).map(([name, like]) => {
    const { type, options } = fieldOf(like)
    return [name, type.name, type.description, type.jsonSchema, options.description ?? null, options.nullable ?? false]
  })

/** All of a signature that reaches a prompt or reads an answer, as plain data: fields in order, with types and descriptions. Instructions are in the state. */
export const signatureIdentity = ({ input, output }: SignatureInfo) => ({ input: describe(input), output: describe(output) })
