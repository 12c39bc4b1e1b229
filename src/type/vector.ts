import { DefinitionError } from '../error/definition-error.ts'
import { deepEqual } from '../text/deep-equal.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { fromJsonText } from './json-text.ts'
import { ok, type Type } from './type.ts'

const isNumbers = (input: unknown): input is ArrayLike<number> =>
  Array.isArray(input) || input instanceof Float32Array || input instanceof Float64Array

/**
 * An embedding: `dimensions` numbers in single precision, as pgvector holds them. Not read unless
 * selected.
 */
export const vectorType = (dimensions: number): Type<number[]> => {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 16_000) {
    throw new DefinitionError({
      resource: 't.vector',
      problem: `${dimensions} is not a number of dimensions`,
      fix: 'Give a whole number between 1 and 16000.',
    })
  }
  return defineType<number[]>({
    name: 'vector',
    storage: `vector(${dimensions})`,
    reads: 'all',
    fidelity: 'direct',
    constraints: { dimensions },
    parse: (input) => {
      const list = fromJsonText(input, '[')
      if (!isNumbers(list) || list.length !== dimensions)
        return mismatch('vector', `must be a list of ${dimensions} numbers`, list, { dimensions })
      const numbers = Array.from(list, (number) =>
        typeof number === 'number' ? Math.fround(number) + 0 : Number.NaN,
      )
      return numbers.every(Number.isFinite)
        ? ok(numbers)
        : mismatch(
            'vector',
            `must be a list of ${dimensions} finite numbers in single precision`,
            list,
            { dimensions },
          )
    },
    dump: (value) => JSON.stringify(value),
    equal: deepEqual,
    jsonSchema: {
      type: 'array',
      items: { type: 'number' },
      minItems: dimensions,
      maxItems: dimensions,
    },
    description: `list of ${dimensions} numbers`,
    isEmpty: isBlank,
  })
}

/**
 * The number of dimensions that a storage states: 384 of `vector(384)`; undefined for any other
 * storage.
 */
export const vectorLength = (storage: string | undefined): number | undefined => {
  const [, length] = /^vector\((\d+)\)$/.exec(storage ?? '') ?? []
  return length === undefined ? undefined : Number(length)
}
