import { pathLabel } from '../text/label.ts'
import { AshlarError, type ErrorOptions } from './ashlar-error.ts'

export interface InvalidValue {
  readonly field: string
  /** Reads on from the field's name: `must be at most 80 characters`. */
  readonly message: string
  /** Which rule it broke: `max_length`. */
  readonly rule?: string
  /** The whole path, the field first. The default is the field alone. */
  readonly path?: readonly (string | number)[]
  readonly variables?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

const pathOf = ({ field, path }: InvalidValue) => (path?.length ? path : [field])

const invalidValueMessage = (invalid: InvalidValue): string =>
  `${pathLabel(pathOf(invalid))} ${invalid.message}${/[.?!]$/.test(invalid.message) ? '' : '.'}`

const invalidValueOptions = (invalid: InvalidValue): ErrorOptions => ({
  field: invalid.field,
  path: pathOf(invalid),
  variables: {
    ...(invalid.rule === undefined ? {} : { rule: invalid.rule }),
    ...invalid.variables,
  },
  cause: invalid.cause,
})

/** An argument's value breaks a rule. `variables.rule` names it: `max_length`. */
export class InvalidArgumentError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidArgumentError'
  readonly class = 'invalid'
  readonly code = 'invalid_argument'
  constructor(invalid: InvalidValue) {
    super(invalidValueMessage(invalid), invalidValueOptions(invalid))
  }
}

/** An attribute's value breaks a rule. `variables.rule` names it: `max_length`. */
export class InvalidAttributeError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidAttributeError'
  readonly class = 'invalid'
  readonly code = 'invalid_attribute'
  constructor(invalid: InvalidValue) {
    super(invalidValueMessage(invalid), invalidValueOptions(invalid))
  }
}

/**
 * A filter compares a field with a value that the field cannot have, or uses an operator that does
 * not exist.
 */
export class InvalidFilterValueError extends AshlarError {
  static override readonly mark: string = 'ashlar.InvalidFilterValueError'
  readonly class = 'invalid'
  readonly code = 'invalid_filter_value'
  constructor(invalid: InvalidValue) {
    super(`In the filter, ${invalidValueMessage(invalid)}`, invalidValueOptions(invalid))
  }
}

/** A field that needs a value has none. In a group it gives way to any other error on the field. */
export class RequiredError extends AshlarError {
  static override readonly mark: string = 'ashlar.RequiredError'
  readonly class = 'invalid'
  readonly code = 'required'
  constructor({
    field,
    path = [field],
    message = 'is required',
  }: {
    readonly field: string
    readonly path?: readonly (string | number)[]
    readonly message?: string
  }) {
    super(`${pathLabel(path)} ${message}.`, { field, path })
  }
}
