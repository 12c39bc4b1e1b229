import type { ErrorOptions } from './ashlar-error.ts'
import { pathLabel } from './path-label.ts'

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

export const invalidValueMessage = (invalid: InvalidValue): string =>
  `${pathLabel(pathOf(invalid))} ${invalid.message}${/[.?!]$/.test(invalid.message) ? '' : '.'}`

export const invalidValueOptions = (invalid: InvalidValue): ErrorOptions => ({
  field: invalid.field,
  path: pathOf(invalid),
  variables: { ...(invalid.rule === undefined ? {} : { rule: invalid.rule }), ...invalid.variables },
  cause: invalid.cause,
})
