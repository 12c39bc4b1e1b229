import { broken, declared, defineType, isBlank, mismatch } from './define-type.ts'
import { assertRange } from './limits.ts'
import { ok, type Result, type Type } from './type.ts'

export interface IntegerOptions {
  readonly min?: number
  readonly max?: number
}

const parse = (input: unknown): Result<number> => {
  const number =
    typeof input === 'bigint'
      ? Number(input)
      : typeof input === 'string' && /^[+-]?\d+$/.test(input.trim())
        ? Number(input)
        : input
  if (Number.isSafeInteger(number)) return ok((number as number) + 0)
  const tooLarge = Number.isInteger(number)
  return mismatch(
    'integer',
    tooLarge
      ? `must be an integer between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`
      : 'must be an integer',
    input,
  )
}

/** A whole number that JavaScript holds exactly: from -(2^53 - 1) to 2^53 - 1. */
export const integerType = (options: IntegerOptions = {}): Type<number> => {
  const { min, max } = options
  assertRange('integer', min, max)
  return defineType<number>({
    name: 'integer',
    storage: 'bigint',
    reads: 'all',
    fidelity: 'direct',
    constraints: declared(options),
    parse,
    check: (value) => [
      ...(min !== undefined && value < min
        ? [broken('min', `must be at least ${min}`, { min, value })]
        : []),
      ...(max !== undefined && value > max
        ? [broken('max', `must be at most ${max}`, { max, value })]
        : []),
    ],
    compare: (left, right) => left - right,
    jsonSchema: {
      type: 'integer',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
    },
    limits: [
      ...(min === undefined ? [] : [`at least ${min}`]),
      ...(max === undefined ? [] : [`at most ${max}`]),
    ],
    isEmpty: isBlank,
  })
}
