import { isSchema, schemaAt } from '../type/schema-at.ts'
import type { Json, JsonSchema, Type } from '../type/type.ts'
import { perObject } from '../text/lazy.ts'

export interface SchemaOptions {
  /** The options of a schema, without null. */
  readonly options: readonly JsonSchema[]
  readonly nullable: boolean
}

const choices = (schema: JsonSchema): readonly JsonSchema[] | undefined => {
  const { anyOf, oneOf, type, ...rest } = schema
  const listed = anyOf ?? oneOf
  if (Array.isArray(listed)) return listed.filter(isSchema)
  return Array.isArray(type) ? type.map((one) => ({ ...rest, type: one })) : undefined
}

/** The options of a schema: nested options in one list, and whether null is one of them. */
export const optionsOf = (schema: JsonSchema): SchemaOptions => {
  const listed = choices(schema)
  if (!listed)
    return schema.type === 'null' || schema.const === null
      ? { options: [], nullable: true }
      : { options: [schema], nullable: false }
  const parts = listed.map(optionsOf)
  return {
    options: parts.flatMap(({ options }) => options),
    nullable: parts.some(({ nullable }) => nullable),
  }
}

/** The schema without null, if exactly one option is left. */
export const solid = (schema: JsonSchema): JsonSchema => {
  const { options } = optionsOf(schema)
  return options.length === 1 ? options[0]! : schema
}

export const properties = (schema: JsonSchema): JsonSchema =>
  isSchema(schema.properties) ? schema.properties : {}
export const itemSchema = (schema: JsonSchema): JsonSchema =>
  isSchema(schema.items) ? schema.items : {}

/** The schema with its references resolved. A schema that refers to itself becomes circular. */
const linked = (root: JsonSchema): JsonSchema => {
  const copies = new Map<JsonSchema, JsonSchema>()
  const visit = (node: Json, hops = 0): Json => {
    if (Array.isArray(node)) return node.map((part) => visit(part))
    if (!isSchema(node)) return node
    const target =
      typeof node.$ref === 'string' && node.$ref.startsWith('#') && hops < 20
        ? schemaAt(root, node.$ref)
        : undefined
    if (target !== undefined) return visit(target, hops + 1)
    const existing = copies.get(node)
    if (existing) return existing
    const copy: Record<string, Json> = {}
    copies.set(node, copy)
    for (const [key, part] of Object.entries(node))
      if (key !== '$defs' && key !== 'definitions') copy[key] = visit(part)
    return copy
  }
  return visit(root) as JsonSchema
}

/** The schema for reading an answer, with references resolved, computed once per type. */
export const readingSchema = perObject(
  (type: Type<unknown>): JsonSchema => linked(type.answerJsonSchema ?? type.jsonSchema),
)
