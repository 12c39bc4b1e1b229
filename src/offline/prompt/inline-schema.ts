import { isSchema, schemaAt } from '../../type/schema-at.ts'
import type { Json, JsonSchema } from '../../type/type.ts'

/** How many schemas a schema may grow to: one that refers to itself twice doubles at each turn. */
const largest = 2000

/**
 * A JSON Schema with what its references (`$ref`) point to in their place. Where one comes back to
 * itself, a list ends there and is empty, and anything else may be of any form.
 */
export const inlineSchema = (root: JsonSchema): JsonSchema => {
  let size = 0
  const visit = (node: Json, within: readonly string[]): Json => {
    if (Array.isArray(node)) return node.map((part) => visit(part, within))
    if (!isSchema(node)) return node
    size++
    const reference = typeof node.$ref === 'string' ? node.$ref : undefined
    if (reference !== undefined) {
      const target =
        within.includes(reference) || size > largest ? undefined : schemaAt(root, reference)
      const { $ref: _, ...own } = node
      return isSchema(target)
        ? { ...(visit(target, [...within, reference]) as JsonSchema), ...own }
        : own
    }
    const ends =
      isSchema(node.items) &&
      typeof node.items.$ref === 'string' &&
      within.includes(node.items.$ref)
    const parts = Object.entries(node).filter(([key]) => key !== '$defs' && key !== 'definitions')
    return {
      ...Object.fromEntries(parts.map(([key, part]) => [key, visit(part, within)])),
      ...(ends ? { maxItems: 0 } : {}),
    }
  }
  return visit(root, ['#']) as JsonSchema
}
