import type { ValueNode } from '../../../expression/node.ts'
import { isDirect, isNumericStorage } from '../../../type/stored-form.ts'
import type { Storage, Type } from '../../../type/type.ts'
import type { Compilation } from './compilation.ts'
import { dumped, listJson, plainText, vectorText } from './encode.ts'
import { castSql, type Fragment, fragment, isVector, type Magnitude, untyped } from './fragment.ts'
import { sql } from './sql.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const day = /^(?!0000)\d{4}-\d\d-\d\d$/

const isDay = (text: string) =>
  day.test(text) && (new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ?? false)

/**
 * What a statement's text depends on of a value: two values of one class go into the same
 * statement.
 */
export const valueClass = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return value.length === 36 && uuid.test(value)
        ? 'uuid'
        : value.length === 10 && isDay(value)
          ? 'date'
          : 'text'
    case 'number':
      return Number.isSafeInteger(value)
        ? 'integer'
        : Number.isNaN(value)
          ? 'null'
          : Number.isFinite(value)
            ? 'float'
            : 'infinite'
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return objectClass(value)
    default:
      return value === undefined ? 'null' : typeof value
  }
}
const objectClass = (value: object | null): string => {
  if (value === null) return 'null'
  if (value instanceof Date) return 'time'
  return Array.isArray(value) ? `list(${elementClasses(value).toSorted().join('|')})` : 'object'
}

/** The classes of a list's elements. */
export const elementClasses = (values: readonly unknown[]): string[] => [
  ...new Set(values.map(valueClass)),
]

type Like = Pick<Fragment, 'storage' | 'type'>
const builtIn = new Set([
  'text',
  'uuid',
  'date',
  'bigint',
  'double precision',
  'boolean',
  'timestamptz',
  'jsonb',
])

/**
 * A value as a parameter, in the type of what it meets where it fits: an index on a column stays
 * usable.
 */
export const valueSql = (
  node: ValueNode,
  compilation: Compilation,
  like: Like = { storage: '' },
): Fragment => {
  const kind = valueClass(node.value)
  if (kind === 'null')
    return like.storage
      ? fragment(castSql(sql`null`, like.storage), like.storage, like.type)
      : fragment(sql`null`, untyped)
  if (isForeign(like)) {
    const { storage, type } = like
    return fragment(compilation.parameter(node, storage, dumped(type, storage)), storage, type)
  }
  if (kind === 'true' || kind === 'false') return fragment(sql.raw(kind), 'boolean')
  const { storage, encode } = formOf(kind, like)
  return {
    ...fragment(compilation.parameter(node, storage, encode), storage, like.type),
    magnitude: magnitudes[kind],
  }
}
const magnitudes: Readonly<Record<string, Magnitude>> = {
  integer: { least: 1, most: Number.MAX_SAFE_INTEGER },
  infinite: { least: Number.MIN_VALUE, most: Number.POSITIVE_INFINITY },
}

/**
 * Whether a value that is compared with something goes through its type, because the storage holds
 * another form of it.
 */
export const isForeign = (like: Like): like is Like & { readonly type: Type<unknown> } =>
  like.type !== undefined && !isDirect(like.type) && like.type.storage === like.storage

/** The type that a value of a class takes in a comparison, and how it is written. */
export const formOf = (
  kind: string,
  { storage, type }: Like,
): { readonly storage: Storage; readonly encode: (value: never) => string } => {
  if (type && !builtIn.has(storage) && !isVector(storage) && !isNumericStorage(storage))
    return { storage, encode: dumped(type, storage) }
  if (kind === 'integer')
    return {
      storage: isNumericStorage(storage)
        ? storage
        : storage === 'jsonb'
          ? 'jsonb'
          : 'double precision',
      encode: plainText,
    }
  if (kind === 'float' || kind === 'infinite')
    return {
      storage: storage === 'numeric' || storage === 'jsonb' ? storage : 'double precision',
      encode: plainText,
    }
  if (kind === 'time') return { storage: 'timestamptz', encode: plainText }
  if (kind === 'uuid' || kind === 'date')
    return {
      storage: storage === kind ? kind : storage === 'jsonb' ? 'jsonb' : 'text',
      encode: storage === 'jsonb' ? jsonText(type) : plainText,
    }
  if (kind === 'text')
    return storage === 'jsonb'
      ? { storage, encode: jsonText(type) }
      : { storage: 'text', encode: plainText }
  if (kind.startsWith('list('))
    return isVector(storage)
      ? {
          storage: storage === 'double precision[]' ? storage : 'vector',
          encode: vectorText(storage),
        }
      : { storage: 'jsonb', encode: type?.of ? listJson(type.of) : jsonText(type) }
  return { storage: 'jsonb', encode: jsonText(type) }
}

const jsonText = (type: Like['type']) => (value: unknown) =>
  type ? plainText(type.dump(value)) : JSON.stringify(value)
