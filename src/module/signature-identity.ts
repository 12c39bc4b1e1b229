import type { SignatureInfo } from '../signature/signature.ts'
import { type AnyField, type Fields, fieldOf } from '../type/field.ts'

const describe = (fields: Fields) =>
  Object.entries(fields).map(([name, like]) => {
    const { type, options } = fieldOf(like)
    const shape = [type.name, type.description, type.jsonSchema, type.outputJsonSchema ?? null, type.limits ?? []]
    return [name, ...shape, options.description ?? null, options.nullable ?? false, defaultIdentity(options)]
  })

/** A function gives another value each time: that there is one is all that can be said of it. */
const defaultIdentity = (options: AnyField['options']): unknown =>
  'default' in options ? { value: typeof options.default === 'function' ? 'computed' : options.default } : null

/** All of a signature that reaches a prompt or reads an answer, as plain data: fields in order, with types, limits, descriptions and defaults. Instructions are in the state. */
export const signatureIdentity = ({ input, output }: SignatureInfo) => ({ input: describe(input), output: describe(output) })
