import { compareCodePoints } from './code-point.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Type } from './type.ts'
import { uuidV7 } from './uuid-v7.ts'

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUID of any version, held in lower case. As a primary key it defaults to a new version 7. */
export const uuidType = (): Type<string> =>
  defineType<string>({
    name: 'uuid',
    storage: 'uuid',
    reads: 'all',
    held: 'sure',
    parse: (input) => {
      const text = typeof input === 'string' ? input.trim().toLowerCase() : ''
      return pattern.test(text) ? ok(text) : mismatch('uuid', 'must be a UUID such as 018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f', input)
    },
    compare: compareCodePoints,
    jsonSchema: { type: 'string', format: 'uuid' },
    isEmpty: isBlank,
    primaryKeyDefault: uuidV7,
  })
