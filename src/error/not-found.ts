import { keyLabel } from '../text/label.ts'
import { AshlarError } from './ashlar-error.ts'

/**
 * The record does not exist, or the actor may not see it: a caller gets the same answer for both.
 */
export class NotFoundError extends AshlarError {
  static override readonly mark: string = 'ashlar.NotFoundError'
  readonly class = 'invalid'
  readonly code = 'not_found'
  /** `key` is what was asked for; leave it out where it is sensitive. */
  constructor({
    resource,
    key,
    path,
  }: {
    readonly resource: string
    readonly key?: Readonly<Record<string, unknown>>
    readonly path?: readonly (string | number)[]
  }) {
    super(`No ${resource}${keyLabel(key)} was found.`, {
      ...(path ? { path } : {}),
      variables: { resource, key },
    })
  }
}

/** The record was changed or removed since it was read, or does not meet the action's condition. */
export class StaleRecordError extends AshlarError {
  static override readonly mark: string = 'ashlar.StaleRecordError'
  readonly class = 'invalid'
  readonly code = 'stale_record'
  constructor({
    resource,
    key,
    cause,
  }: {
    readonly resource: string
    readonly key?: Readonly<Record<string, unknown>>
    readonly cause?: unknown
  }) {
    super(
      `${resource}${keyLabel(key)} does not meet the conditions of the write, or was changed or removed in the meantime. Read it again.`,
      {
        variables: { resource, key },
        cause,
      },
    )
  }
}
