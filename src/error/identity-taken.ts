import { AshlarError } from './ashlar-error.ts'

export interface TakenIdentity {
  readonly resource: string
  readonly identity: string
  /** The fields that are unique together; the error goes to the first. */
  readonly fields: readonly string[]
  /** Reads on from the field's name. The default is `has already been taken`. */
  readonly message?: string
  readonly cause?: unknown
}

/** Another record has the same identity. */
export class IdentityTaken extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'already_taken'
  constructor({ resource, identity, fields, message = 'has already been taken', cause }: TakenIdentity) {
    const [field] = fields
    super(`${fields.join(' and ') || resource} ${message}.`, {
      ...(field === undefined ? {} : { field, path: [field] }),
      variables: { resource, identity, fields },
      cause,
    })
  }
}
