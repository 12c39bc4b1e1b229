import type { Random } from '../../evaluate/random.ts'
import { castField } from '../../type/cast-field.ts'
import { type AnyField, type FieldLike, fieldOf, type Fields } from '../../type/field.ts'
import type { Type } from '../../type/type.ts'
import { type Draw, valueOfSchema } from './value-of-schema.ts'

const mostAttempts = 200
const nullShare = 0.2

const range = ({ constraints }: Type<unknown>) => ({
  least: typeof constraints['minLength'] === 'number' ? constraints['minLength'] : 0,
  most: typeof constraints['maxLength'] === 'number' ? constraints['maxLength'] : Infinity,
})

/**
 * One try at what a caller could pass: composites by the fields they are made of, everything else
 * by its JSON Schema.
 */
const draft = (type: Type<unknown>, draw: Draw): unknown => {
  const { fields, of, match } = type.constraints
  if (fields)
    return Object.fromEntries(
      Object.entries(fields as Fields).map(([name, field]) => [name, part(field, draw)]),
    )
  if (of) {
    const { least, most } = range(type)
    const length = least + draw.random.integer(Math.min(most, least + 4) - least + 1)
    return Array.from({ length }, () => part(of as FieldLike, draw))
  }
  // A flag of the expression has no place in JSON Schema.
  const schema =
    match instanceof RegExp ? { ...type.jsonSchema, pattern: match.source } : type.jsonSchema
  return valueOfSchema(schema, draw)
}
const part = (like: FieldLike, { random }: Draw): unknown =>
  valueOfField(fieldOf(like), random)?.value

/**
 * A value that a field takes, as its type reads it; undefined if none was hit upon in many tries.
 */
export const valueOfField = (
  field: AnyField,
  random: Random,
  fits: (value: unknown) => boolean = () => true,
): { readonly value: unknown } | undefined => {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const isNull = field.options.nullable && random.next() < nullShare
    const result = castField(field, isNull ? null : draft(field.type, { random, attempt }))
    if (result.ok && fits(result.value)) return { value: result.value }
  }
  return undefined
}
