import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { InvalidPage } from '../../error/invalid-page.ts'
import type { Type } from '../../type/type.ts'

const longest = 4096

/** The place of a record in an order: the values of its sort keys as base64url JSON. */
export const encodeCursor = (values: readonly unknown[], types: readonly Type<unknown>[]): string =>
  Buffer.from(JSON.stringify(values.map((value, i) => (value === null || value === undefined ? null : types[i]!.toJson(value))))).toString('base64url')

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch (cause) {
    throw new InvalidPage('invalid_keyset', { cause })
  }
}

const isScalar = (json: unknown) =>
  typeof json === 'number' || typeof json === 'boolean' || (typeof json === 'string' && json.isWellFormed() && !json.includes('\0'))

const load = (type: Type<unknown>, json: unknown): unknown => {
  if (!isScalar(json)) throw new InvalidPage('invalid_keyset')
  try {
    return type.load(json)
  } catch (cause) {
    if (cause instanceof AssumptionFailed) throw new InvalidPage('invalid_keyset', { cause })
    throw cause
  }
}

/** Values of the sort keys' own types, nothing else; anything unfit is `invalid_keyset`. */
export const decodeCursor = (cursor: unknown, types: readonly Type<unknown>[]): unknown[] => {
  if (typeof cursor !== 'string' || cursor.length > longest || !/^[\w-]+$/.test(cursor)) throw new InvalidPage('invalid_keyset')
  const json = parse(cursor)
  if (!Array.isArray(json) || json.length !== types.length) throw new InvalidPage('invalid_keyset')
  return json.map((value: unknown, i) => (value === null ? null : load(types[i]!, value)))
}
