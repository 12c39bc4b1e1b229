import type { SignatureInfo } from '../signature/signature.ts'
import { type AnyField, fieldOf, type Fields } from '../type/field.ts'
import type { Type } from '../type/type.ts'
import { perObject } from '../text/lazy.ts'

/** A field of a signature as the adapters see it. */
export interface NamedField {
  readonly name: string
  readonly field: AnyField
  readonly type: Type<unknown>
  readonly nullable: boolean
}

export interface SignatureFields {
  readonly instructions: string
  readonly inputs: readonly NamedField[]
  readonly outputs: readonly NamedField[]
}

/** The fields in order, computed once per signature. */
export const namedFieldsOf = perObject(
  (info: SignatureInfo): SignatureFields => ({
    instructions: info.instructions,
    inputs: namedFields(info.input),
    outputs: namedFields(info.output),
  }),
)

const namedFields = (fields: Fields): NamedField[] =>
  Object.entries(fields).map(([name, like]) => {
    const field = fieldOf(like)
    return {
      name,
      field,
      type: field.type as Type<unknown>,
      nullable: field.options.nullable === true,
    }
  })

const fold = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/**
 * The field that a model meant: the exact name, or the only one that differs just in case and
 * separators.
 */
export const fieldNamed = (fields: readonly NamedField[], name: string): NamedField | undefined => {
  const exact = fields.find((field) => field.name === name)
  if (exact) return exact
  const near = fields.filter((field) => fold(field.name) === fold(name))
  return near.length === 1 ? near[0] : undefined
}
