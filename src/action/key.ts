import { call, type Node, refNode, valueNode } from '../expression/node.ts'
import type { ResourceInfo } from '../resource/info.ts'

export type Key = Readonly<Record<string, unknown>>

export const keyOf = (info: ResourceInfo, record: Readonly<Record<string, unknown>>): Key =>
  Object.fromEntries(info.primaryKey.map((name) => [name, record[name]]))

const equals = (name: string, value: unknown): Node =>
  (value ?? null) === null ? call('isNull', refNode([], name)) : call('eq', refNode([], name), valueNode(value))

/** The one record with these values. */
export const matching = (names: readonly string[], values: Readonly<Record<string, unknown>>): Node => {
  const [first, ...rest] = names.map((name) => equals(name, values[name]))
  return first && rest.length === 0 ? first : call('and', ...(first ? [first] : []), ...rest)
}

export const keyFilter = (info: ResourceInfo, key: Key): Node => matching(info.primaryKey, key)

/** Any of the records with these keys. */
export const keysFilter = ({ primaryKey }: ResourceInfo, keys: readonly Key[]): Node => {
  const parts = primaryKey.map((name) => [refNode([], name), valueNode(keys.map((key) => key[name]))] as const)
  return call(primaryKey.length === 1 ? 'in' : 'inKeys', ...parts.flat())
}
