import type { Json, JsonSchema } from './type.ts'
import { isJsonObject } from '../text/objects.ts'

export const isSchema = (value: unknown): value is JsonSchema => isJsonObject(value)
const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')

/**
 * What a reference within a JSON Schema (`#/$defs/Person`) points to; undefined where it points to
 * nothing.
 */
export const schemaAt = (root: JsonSchema, reference: string): Json | undefined =>
  reference
    .split('/')
    .slice(1)
    .map(unescaped)
    .reduce<Json | undefined>((node, part) => {
      if (Array.isArray(node)) return node[Number(part)]
      return isSchema(node) && Object.hasOwn(node, part) ? node[part] : undefined
    }, root)
