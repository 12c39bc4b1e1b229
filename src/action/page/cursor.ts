import { AshlarError, AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { SortNode } from '../../expression/node.ts'
import { digest } from '../../text/digest.ts'
import { isStorableText } from '../../text/shown.ts'
import type { Type } from '../../type/type.ts'

const messages = {
  invalid_keyset:
    'The page cursor cannot be read. Take one from the page before, with the same sort.',
  two_cursors: 'Pass either `after` or `before`, not both.',
  limit_required: 'A limit is required.',
  invalid_limit: 'The limit must be a whole number of at least 1.',
  invalid_offset: 'The offset must be a whole number of at least 0.',
  not_paginated: 'This action does not paginate.',
  not_countable: 'This action does not count its results.',
} as const

/** A page that cannot be given; the code says which part of the request is wrong. */
export class InvalidPageError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidPageError'
  readonly class = 'invalid'
  readonly code: keyof typeof messages
  constructor(
    code: keyof typeof messages,
    { max, cause }: { readonly max?: number; readonly cause?: unknown } = {},
  ) {
    super(max === undefined ? messages[code] : `${messages[code]} At most ${max} are returned.`, {
      path: ['page'],
      variables: max === undefined ? {} : { max },
      cause,
    })
    this.code = code
  }
}

/** A time may move from call to call, as in what an actor may see now: the order is the same. */
const still = function (
  this: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): unknown {
  const raw = this[key]
  return raw instanceof Date ? 'time' : typeof raw === 'bigint' ? String(raw) : value
}

/** Which order a cursor is of: what it is by, in which direction, and where nulls go. */
export const sortDigest = (sort: readonly SortNode[]): string =>
  digest(
    'sha256',
    JSON.stringify(
      sort.map(({ by, direction, nulls }) => [by, direction, nulls]),
      still,
    ),
    'base64url',
  ).slice(0, 12)

/**
 * The place of a record in an order: the order's digest and the values of its keys as base64url
 * JSON.
 */
export const encodeCursor = (
  order: string,
  values: readonly unknown[],
  types: readonly Type<unknown>[],
): string =>
  Buffer.from(
    JSON.stringify([
      order,
      ...values.map((value, i) =>
        value === null || value === undefined ? null : types[i]!.toJson(value),
      ),
    ]),
  ).toString('base64url')

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch (cause) {
    throw new InvalidPageError('invalid_keyset', { cause })
  }
}
const isScalar = (json: unknown) =>
  typeof json === 'number' ||
  typeof json === 'boolean' ||
  (typeof json === 'string' && isStorableText(json))

const load = (type: Type<unknown>, json: unknown): unknown => {
  if (!isScalar(json)) throw new InvalidPageError('invalid_keyset')
  try {
    return type.load(json)
  } catch (cause) {
    if (AssumptionFailedError.isInstance(cause))
      throw new InvalidPageError('invalid_keyset', { cause })
    throw cause
  }
}

/**
 * Values of the sort keys' own types, of a cursor of this order and no other; anything unfit is
 * `invalid_keyset`.
 */
export const decodeCursor = (
  cursor: unknown,
  order: string,
  types: readonly Type<unknown>[],
): unknown[] => {
  if (typeof cursor !== 'string' || !/^[\w-]+$/.test(cursor))
    throw new InvalidPageError('invalid_keyset')
  const json = parse(cursor)
  if (!Array.isArray(json) || json.length !== types.length + 1 || json[0] !== order)
    throw new InvalidPageError('invalid_keyset')
  return json.slice(1).map((value: unknown, i) => (value === null ? null : load(types[i]!, value)))
}
