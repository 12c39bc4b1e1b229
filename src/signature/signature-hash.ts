import { canonicalJson } from '../text/canonical-json.ts'
import { digest } from '../text/digest.ts'
import { type AnyField, fieldOf, type Fields, isField } from '../type/field.ts'
import type { Type } from '../type/type.ts'
import type { SignatureInfo } from './signature.ts'
import { perObject } from '../text/lazy.ts'

const hashes = perObject((input: Fields) =>
  perObject((output: Fields) =>
    digest('sha256', canonicalJson({ input: fieldsShape(input), output: fieldsShape(output) })),
  ),
)

/**
 * SHA-256 (hex) over the fields' sides, order, names, types, constraints and nullability, which a
 * learned state must match. Instructions and descriptions are not part of it, since they may be
 * learned or reworded.
 */
export const signatureHash = ({ input, output }: SignatureInfo): string => hashes(input)(output)

const fieldsShape = (fields: Fields): unknown[] =>
  Object.entries(fields).map(([name, like]) => [name, fieldShape(fieldOf(like))])

const fieldShape = ({ type, options }: AnyField): unknown => ({
  ...typeShape(type),
  nullable: options.nullable === true,
})

const typeShape = (type: Type<unknown>): { name: string; constraints: unknown } => ({
  name: type.name,
  constraints: shape(type.constraints, type),
})

const isPlain = (value: object) => Object.getPrototypeOf(value) === Object.prototype

const shape = (value: unknown, type: Type<unknown>): unknown => {
  if (typeof value === 'function') return wireShape(type.jsonSchema)
  if (typeof value !== 'object' || value === null) return value
  if (isField(value)) return fieldShape(value)
  if (Array.isArray(value)) return value.map((item) => shape(item, type))
  if (value instanceof RegExp) return String(value)
  if ('~standard' in value || !isPlain(value)) return wireShape(type.jsonSchema)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => key !== 'describe' || isField(part))
      .map(([key, part]) => [key, shape(part, type)]),
  )
}

const describing = (key: string, value: unknown) =>
  typeof value === 'string' && ['description', 'title', '$comment', '$schema'].includes(key)

/**
 * Only the JSON Schema of a foreign schema is known. Annotations that do not constrain values are
 * left out.
 */
const wireShape = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(wireShape)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !describing(key, value))
      .map(([key, value]) => [key, wireShape(value)]),
  )
}
