import { broken, declared, defineType, isBlank, mismatch } from './define-type.ts'
import { assertRange } from './limits.ts'
import { type Issue, ok, type Result, type Type } from './type.ts'

export interface FloatOptions {
  readonly min?: number
  readonly max?: number
  readonly greaterThan?: number
  readonly lessThan?: number
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const parse = (input: unknown): Result<number> => {
  const number =
    typeof input === 'bigint'
      ? Number(input)
      : typeof input === 'string' && numeral.test(input.trim())
        ? Number(input)
        : input
  return Number.isFinite(number)
    ? ok((number as number) + 0)
    : mismatch('float', 'must be a number', input)
}

const limitsOf = ({ min, max, greaterThan, lessThan }: FloatOptions) => [
  {
    code: 'min',
    limit: min,
    words: 'at least',
    keyword: 'minimum',
    holds: (value: number, limit: number) => value >= limit,
  },
  {
    code: 'max',
    limit: max,
    words: 'at most',
    keyword: 'maximum',
    holds: (value: number, limit: number) => value <= limit,
  },
  {
    code: 'greater_than',
    limit: greaterThan,
    words: 'greater than',
    keyword: 'exclusiveMinimum',
    holds: (value: number, limit: number) => value > limit,
  },
  {
    code: 'less_than',
    limit: lessThan,
    words: 'less than',
    keyword: 'exclusiveMaximum',
    holds: (value: number, limit: number) => value < limit,
  },
]

/** A finite number in double precision. */
export const floatType = (options: FloatOptions = {}): Type<number> => {
  assertRange('float', options.min, options.max)
  assertRange('float', options.greaterThan, options.lessThan, true)
  const limits = limitsOf(options).flatMap(({ limit, ...rest }) =>
    limit === undefined ? [] : [{ ...rest, limit }],
  )
  return defineType<number>({
    name: 'float',
    storage: 'double precision',
    reads: 'all',
    fidelity: 'sure',
    constraints: declared(options),
    parse,
    check: (value) =>
      limits.flatMap(({ code, limit, words, holds }): Issue[] =>
        holds(value, limit) ? [] : [broken(code, `must be ${words} ${limit}`, { limit, value })],
      ),
    compare: (left, right) => left - right,
    jsonSchema: {
      type: 'number',
      ...Object.fromEntries(limits.map(({ keyword, limit }) => [keyword, limit])),
    },
    limits: limits.map(({ words, limit }) => `${words} ${limit}`),
    isEmpty: isBlank,
  })
}
