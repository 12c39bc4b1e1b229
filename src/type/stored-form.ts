import type { Type } from './type.ts'

/** The storages that hold numbers. */
export const isNumericStorage = (storage: string): boolean =>
  ['bigint', 'integer', 'smallint', 'double precision', 'real', 'numeric'].includes(storage)
/** The storages that hold composites: what has no order and no one value to compare with. */
export const isCompositeStorage = (storage: string): boolean =>
  storage === 'jsonb' || storage === 'json' || storage.startsWith('vector')

/**
 * Whether values of the type are what a storage holds of them, so that they can be compared and
 * counted as they are.
 */
export const isDirect = ({ direct, dump, load }: Type<unknown>): boolean =>
  direct !== undefined && direct.dump === dump && direct.load === load
/** Whether `load` returns just what the storage holds, and refuses nothing that it can hold. */
export const isSure = (type: Type<unknown>): boolean => isDirect(type) && type.direct!.sure

const exact = (dumped: unknown): unknown => {
  if (typeof dumped === 'number') return dumped
  const number = Number(dumped)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(String(dumped))
    ? number
    : BigInt(dumped as string)
}

/**
 * What a storage holds of a value, as expressions count with it. A storage in memory keeps this.
 */
export const storedForm = (type: Type<unknown>, value: unknown): unknown => {
  if (value === null || value === undefined || isDirect(type)) return value ?? null
  const dumped = type.dump(value)
  const { storage } = type
  if (storage === 'numeric') return Number(dumped)
  if (isNumericStorage(storage)) return exact(dumped)
  if (storage === 'boolean') return dumped === true || dumped === 't' || dumped === 'true'
  if (storage === 'timestamptz') return new Date(dumped as string)
  if (isCompositeStorage(storage)) return typeof dumped === 'string' ? JSON.parse(dumped) : dumped
  return String(dumped)
}

/** The value that a storage holds in this form. */
export const fromStoredForm = (type: Type<unknown>, stored: unknown): unknown => {
  if (stored === null || isDirect(type)) return stored
  if (typeof stored === 'bigint') return type.load(String(stored))
  return type.load(
    type.storage === 'numeric' ? String(Number((stored as number).toPrecision(15))) : stored,
  )
}
