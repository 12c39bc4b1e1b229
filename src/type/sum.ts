import { mismatch } from './define-type.ts'
import { floatType } from './float.ts'
import { integerType } from './integer.ts'
import { isDirect } from './stored-form.ts'
import type { Type } from './type.ts'

const float = floatType() as Type<unknown>
const integer = integerType() as Type<unknown>
const read = (input: unknown) => {
  const result = float.cast(input)
  return !result.ok || Number.isInteger(result.value)
    ? result
    : mismatch('integer', 'must be an integer', input)
}
/** Whole numbers of any size, to the nearest number. */
const whole: Type<unknown> = Object.freeze({
  ...integer,
  cast: read,
  load: (stored: unknown) => {
    const result = read(stored)
    return result.ok ? result.value : integer.load(stored)
  },
})

/**
 * The type of a sum of such values: a plain number of any size, or what the type itself reads from
 * the sum in the storage.
 */
export const sumType = (type: Type<unknown>): Type<unknown> => {
  if (!isDirect(type)) return type
  return type.storage === 'double precision' ||
    type.storage === 'real' ||
    type.storage === 'numeric'
    ? float
    : whole
}
