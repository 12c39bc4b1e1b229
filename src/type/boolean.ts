import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Type } from './type.ts'

/** `true` or `false`, also as words in any case. */
export const booleanType = (): Type<boolean> =>
  defineType<boolean>({
    name: 'boolean',
    storage: 'boolean',
    reads: 'all',
    fidelity: 'sure',
    parse: (input) => {
      if (typeof input === 'boolean') return ok(input)
      const word = typeof input === 'string' ? input.trim().toLowerCase() : ''
      return word === 'true' || word === 'false'
        ? ok(word === 'true')
        : mismatch('boolean', 'must be true or false', input)
    },
    compare: (left, right) => Number(left) - Number(right),
    jsonSchema: { type: 'boolean' },
    isEmpty: isBlank,
  })
