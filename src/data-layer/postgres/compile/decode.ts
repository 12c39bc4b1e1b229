import { isSure } from '../../../type/stored-form.ts'
import type { Storage, Type } from '../../../type/type.ts'

export type Decode = (raw: unknown) => unknown

const fromArrayText = (text: string): unknown => JSON.parse(`[${text.slice(1, -1)}]`)

/** In UTC, as every connection asks for; a time of another zone is left to the type. */
const fromTimeText = (text: string): unknown =>
  text.endsWith('+00') ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : text
/** A whole number that JavaScript does not hold exactly stays text, for the type to read. */
const fromWholeText = (text: string): unknown =>
  Number.isSafeInteger(Number(text)) ? Number(text) : text

/** What a column's text stands for, before its type reads it. */
const ofText = (storage: Storage): ((text: string) => unknown) | undefined => {
  if (storage === 'bigint') return fromWholeText
  if (storage === 'integer' || storage === 'double precision') return Number
  if (storage === 'boolean') return (text) => text === 't'
  if (storage === 'jsonb' || storage === 'json' || storage.startsWith('vector')) return JSON.parse
  if (storage === 'timestamptz') return fromTimeText
  return storage === 'double precision[]' ? fromArrayText : undefined
}

/** The same inside JSON, where numbers, booleans and JSON are themselves. */
const ofJson = (storage: Storage): ((value: never) => unknown) | undefined => {
  if (storage === 'bigint') return fromWholeText
  if (storage === 'timestamptz') return (text: string) => new Date(text)
  return storage.startsWith('vector') ? (text: string) => JSON.parse(text) : undefined
}

const reading = (
  storage: Storage,
  read: ((raw: never) => unknown) | undefined,
  type: Type<unknown> | undefined,
): Decode => {
  const load =
    type && !(isSure(type) && type.storage === storage)
      ? (value: unknown) => type.load(value)
      : undefined
  if (read && load) return (raw) => (raw === null ? null : load(read(raw as never)))
  if (read) return (raw) => (raw === null ? null : read(raw as never))
  return load ? (raw) => (raw === null ? null : load(raw)) : (raw) => raw
}

/** How a value of a type is read from a row of the result, and how from JSON inside one. */
export const decodeText = (storage: Storage, type: Type<unknown> | undefined): Decode =>
  reading(storage, ofText(storage), type)
export const decodeJson = (storage: Storage, type: Type<unknown> | undefined): Decode =>
  reading(storage, ofJson(storage), type)
/** These lose digits as JSON numbers, or have no JSON form. */
export const isTextInJson = (storage: Storage): boolean =>
  storage === 'bigint' || storage === 'numeric' || storage.startsWith('vector')
