import { AshlarError } from './ashlar-error.ts'

const messages = {
  invalid_keyset: 'The page cursor cannot be read. Take one from the page before, with the same sort.',
  two_cursors: 'Pass either `after` or `before`, not both.',
  limit_required: 'A limit is required.',
  invalid_limit: 'The limit must be a whole number of at least 1.',
  invalid_offset: 'The offset must be a whole number of at least 0.',
  not_paginated: 'This action does not paginate.',
  not_countable: 'This action does not count its results.',
} as const

/** A page that cannot be given; the code says which part of the request is wrong. */
export class InvalidPage extends AshlarError {
  readonly class = 'invalid'
  readonly code: keyof typeof messages
  constructor(code: keyof typeof messages, { max, cause }: { readonly max?: number; readonly cause?: unknown } = {}) {
    super(max === undefined ? messages[code] : `${messages[code]} At most ${max} are given.`, {
      path: ['page'],
      variables: max === undefined ? {} : { max },
      cause,
    })
    this.code = code
  }
}
