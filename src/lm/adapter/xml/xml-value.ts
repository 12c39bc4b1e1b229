import type { Json, JsonSchema } from '../../../type/type.ts'
import { isSchema, itemsOf, properties, solid } from '../schema-parts.ts'
import { spacedJson } from '../spaced-json.ts'
import { type Element, elements } from './element.ts'
import { elementText, escapeAttribute, escapeXml } from './xml-text.ts'

const deepest = 64

/** The schema of what a key of an object holds; undefined where the object has free form, which is written as JSON. */
const partOf = (schema: JsonSchema, key: string): JsonSchema | undefined => {
  const property = Object.hasOwn(properties(schema), key) ? properties(schema)[key] : schema.additionalProperties
  return isSchema(property) ? property : undefined
}
const isNested = (schema: JsonSchema): boolean =>
  schema.type === 'array' || (schema.type === 'object' && (isSchema(schema.properties) || isSchema(schema.additionalProperties)))

const element = (name: string, inner: string): string =>
  /^[A-Za-z_][\w.-]*$/.test(name) && name !== 'entry' ? `<${name}>${inner}</${name}>` : `<entry key="${escapeAttribute(name)}">${inner}</entry>`

/** A value inside its tags: elements for lists and objects of known form, text for scalars, JSON for the rest. */
export const formatXml = (declared: JsonSchema, value: Json): string => {
  const schema = solid(declared)
  if (schema.type === 'array' && Array.isArray(value)) return value.map((item) => element('item', inline(itemsOf(schema), item))).join('\n')
  if (isNested(schema) && isSchema(value))
    return Object.entries(value)
      .map(([key, part]) => element(key, inline(partOf(schema, key) ?? {}, part)))
      .join('\n')
  return escapeXml(
    typeof value === 'string' && schema.type === 'string' ? value : typeof value === 'string' && schema.type !== undefined ? value : spacedJson(value),
  )
}

const inline = (declared: JsonSchema, value: Json): string => {
  const schema = solid(declared)
  const inner = formatXml(schema, value)
  return isNested(schema) && value !== null && inner ? `\n${inner}\n` : inner
}

/** The elements that a value of this schema is made of, with `...` for each value; undefined for a scalar. */
export const xmlOutline = (declared: JsonSchema): string | undefined => {
  const schema = solid(declared)
  if (!isNested(schema)) return undefined
  if (schema.type === 'array') return outlined('item', itemsOf(schema))
  return Object.entries(properties(schema))
    .map(([name, of]) => outlined(name, isSchema(of) ? of : {}))
    .join('\n')
}

const outlined = (name: string, of: JsonSchema): string => {
  const inner = xmlOutline(of)
  return inner === undefined ? `<${name}>...</${name}>` : `<${name}>\n${inner}\n</${name}>`
}

/** What an element's inside stands for: a list, an object, or text that is still to be read by the type. */
export const readXml = (declared: JsonSchema, inner: string, depth = 0): unknown => {
  const schema = solid(declared)
  const text = inner.trim()
  if (!isNested(schema) && !(schema.type === 'object' && text.startsWith('<'))) return elementText(inner)
  if (text === '') return schema.type === 'array' ? [] : {}
  const children = depth < deepest && text.startsWith('<') ? elements(text, () => true) : []
  if (!children.length) return elementText(inner)
  return schema.type === 'array' ? readItems(schema, children, depth) : readObject(schema, children, depth)
}

const readItems = (schema: JsonSchema, children: readonly Element[], depth: number): unknown[] =>
  children.map((child) => leaf(itemsOf(schema), child.inner, depth))

const readObject = (schema: JsonSchema, children: readonly Element[], depth: number): Record<string, unknown> => {
  const groups = Map.groupBy(children, ({ name }) => name)
  return Object.fromEntries([...groups].map(([name, group]) => [name, readGroup(partOf(schema, name) ?? {}, group, depth)]))
}

/** Elements of one name: the items of a list that was written without its own tags, or one value. */
const readGroup = (declared: JsonSchema, group: readonly Element[], depth: number): unknown => {
  const schema = solid(declared)
  const [first] = group as [Element]
  if (schema.type !== 'array')
    return group.length > 1 && schema.type === undefined ? group.map(({ inner }) => leaf(schema, inner, depth)) : leaf(declared, first.inner, depth)
  const wrapped = group.length === 1 && (first.inner.trim() === '' || /^<item[\s/>]/.test(first.inner.trim()) || first.inner.trim().startsWith('['))
  return wrapped ? leaf(schema, first.inner, depth) : group.map(({ inner }) => leaf(itemsOf(schema), inner, depth))
}

const leaf = (declared: JsonSchema, inner: string, depth: number): unknown => {
  const value = readXml(declared, inner, depth + 1)
  if (typeof value !== 'string') return value
  if (solid(declared) !== declared && /^\s*(null|none)\s*$/i.test(value)) return null
  return solid(declared).type === undefined ? jsonOr(value) : value
}

/** A value of no known form was written as JSON; what is not JSON is text. */
const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
