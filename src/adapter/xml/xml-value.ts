import { isSchema } from '../../type/schema-at.ts'
import type { Json, JsonSchema } from '../../type/type.ts'
import { spacedJson } from '../format-value.ts'
import { isNullWord } from '../parse/fit.ts'
import { looseJson } from '../parse/loose-json.ts'
import { type Loose, LooseObject } from '../parse/loose.ts'
import { itemSchema, optionsOf, properties, solid } from '../schema-parts.ts'
import { type Element, elements, elementText, escapeAttribute, escapeXml } from './element.ts'

const deepest = 64

/**
 * The schema of a key of an object; undefined if the object has free form, which is written as
 * JSON.
 */
const partOf = (schema: JsonSchema, key: string): JsonSchema | undefined => {
  const property = Object.hasOwn(properties(schema), key)
    ? properties(schema)[key]
    : schema.additionalProperties
  return isSchema(property) ? property : undefined
}
const isNested = (schema: JsonSchema): boolean =>
  schema.type === 'array' ||
  (schema.type === 'object' &&
    (isSchema(schema.properties) || isSchema(schema.additionalProperties)))

const element = (name: string, inner: string): string =>
  /^[A-Za-z_][\w.-]*$/.test(name) && name !== 'entry'
    ? `<${name}>${inner}</${name}>`
    : `<entry key="${escapeAttribute(name)}">${inner}</entry>`

/**
 * A value inside its tags: elements for lists and objects of known form, text for scalars, JSON for
 * the rest.
 */
export const formatXml = (declared: JsonSchema, value: Json): string => {
  const schema = solid(declared)
  if (schema.type === 'array' && Array.isArray(value))
    return value.map((item) => element('item', inline(itemSchema(schema), item))).join('\n')
  if (isNested(schema) && isSchema(value))
    return Object.entries(value)
      .map(([key, part]) => element(key, inline(partOf(schema, key) ?? {}, part)))
      .join('\n')
  return escapeXml(
    typeof value === 'string' && schema.type === 'string'
      ? value
      : typeof value === 'string' && schema.type !== undefined
        ? value
        : spacedJson(value),
  )
}

const inline = (declared: JsonSchema, value: Json): string => {
  const schema = solid(declared)
  const inner = formatXml(schema, value)
  return isNested(schema) && value !== null && inner ? `\n${inner}\n` : inner
}

/** The elements of a value of this schema, with `...` for each value; undefined for a scalar. */
export const xmlOutline = (declared: JsonSchema): string | undefined => {
  const schema = solid(declared)
  if (!isNested(schema)) return undefined
  if (schema.type === 'array') return outlined('item', itemSchema(schema))
  return Object.entries(properties(schema))
    .map(([name, of]) => outlined(name, isSchema(of) ? of : {}))
    .join('\n')
}

const outlined = (name: string, of: JsonSchema): string => {
  const inner = xmlOutline(of)
  return inner === undefined ? `<${name}>...</${name}>` : `<${name}>\n${inner}\n</${name}>`
}

/**
 * The content of an element: a list, an object, or text that the type reads. Undefined if something
 * is left over or not closed, so that a part would be lost.
 */
const readXml = (declared: JsonSchema, inner: string, depth = 0): Loose | undefined => {
  if (/<\/?$/.test(inner.trimEnd())) return undefined
  const { options, nullable } = optionsOf(declared)
  const nested = options.filter(
    (option) => isNested(option) || (option.type === 'object' && inner.trim().startsWith('<')),
  )
  if (nullable && isNullWord(elementText(inner), options)) return null
  if (!nested.length) return depth > 1 ? leafText(options, inner) : elementText(inner)
  const schema = nested.length === 1 ? nested[0]! : undefined
  if (inner.trim() === '') return nested.length === options.length ? emptyOf(nested[0]!) : ''
  if (depth >= deepest || !inner.trim().startsWith('<')) return elementText(inner)
  const { elements: children, rest, unclosed } = elements(inner, () => true)
  if (unclosed !== undefined || rest.trim() || !children.length) return undefined
  return schema?.type === 'array'
    ? readItems(schema, children, depth)
    : readObject(schema ?? bestOf(nested, children), children, depth)
}

const emptyOf = (schema: JsonSchema): Loose => (schema.type === 'array' ? [] : new LooseObject([]))

/** A value of unknown form is JSON, or else text. */
const leafText = (options: readonly JsonSchema[], inner: string): Loose => {
  const text = elementText(inner)
  if (
    options.some(
      ({ type, enum: values, const: value }) =>
        type !== undefined || values !== undefined || value !== undefined,
    )
  )
    return text
  const json = looseJson(text)
  return 'value' in json ? json.value : text
}

/** Of several forms, the one that knows the most elements. */
const bestOf = (options: readonly JsonSchema[], children: readonly Element[]): JsonSchema => {
  const knows = (option: JsonSchema) =>
    children.filter(({ name }) => Object.hasOwn(properties(option), name)).length
  return options.toSorted((left, right) => knows(right) - knows(left))[0]!
}

/**
 * Items have one tag: `item`, or the same word for all of them. A single item that is an object may
 * lack its tag.
 */
const readItems = (
  schema: JsonSchema,
  children: readonly Element[],
  depth: number,
): Loose | undefined => {
  const item = itemSchema(schema)
  const names = new Set(children.map(({ name }) => name.toLowerCase()))
  const fieldNames = Object.keys(properties(solid(item))).map((name) => name.toLowerCase())
  if (
    fieldNames.length &&
    names.size === children.length &&
    [...names].every((name) => fieldNames.includes(name))
  ) {
    const only = readObject(solid(item), children, depth)
    return only && [only]
  }
  return names.size === 1
    ? whole(children.map((child) => readXml(item, child.inner, depth + 1)))
    : undefined
}

const whole = (parts: readonly (Loose | undefined)[]): Loose[] | undefined =>
  parts.every((part) => part !== undefined) ? (parts as Loose[]) : undefined

const readObject = (
  schema: JsonSchema,
  children: readonly Element[],
  depth: number,
): LooseObject | undefined => {
  const groups = Map.groupBy(children, ({ name }) => name)
  const entries = [...groups].flatMap(([name, group]) =>
    readGroup(partOf(schema, name) ?? {}, group, depth).map((value) => [name, value] as const),
  )
  return entries.every(([, value]) => value !== undefined)
    ? new LooseObject(entries as [string, Loose][])
    : undefined
}

const isWrapped = ({ inner }: Element): boolean =>
  inner.trim() === '' || /^<item[\s/>]/.test(inner.trim()) || inner.trim().startsWith('[')

/**
 * Elements of one name: the items of a list without its own tags, or one value with repetitions.
 */
export const readGroup = (
  schema: JsonSchema,
  group: readonly Element[],
  depth = 0,
): (Loose | undefined)[] => {
  const list = optionsOf(schema).options.find(({ type }) => type === 'array')
  const free = !optionsOf(schema).options.some(({ type }) => type !== undefined)
  const parts = () =>
    group.map(({ inner }) => readXml(list ? itemSchema(list) : schema, inner, depth + 1))
  if (group.length > 1 && ((list && !group.some(isWrapped)) || free)) return [whole(parts())]
  return group.map(({ inner }) => readXml(schema, inner, depth + 1))
}
