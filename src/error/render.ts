import { AshlarError, type ErrorClass } from './ashlar-error.ts'
import { ErrorGroup, toErrors } from './error-group.ts'

/** An error as an interface gives it out: plain JSON, without cause, report or stack. */
export interface RenderedError {
  readonly class: ErrorClass
  readonly code: string
  readonly message: string
  readonly field?: string
  readonly path?: readonly (string | number)[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly errors?: readonly RenderedError[]
}

const withheld = new Set<ErrorClass>(['framework', 'lm'])

const isScalar = (value: unknown) => value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)

const details = ({ class: kind, variables }: AshlarError): Record<string, unknown> =>
  withheld.has(kind)
    ? {}
    : Object.fromEntries(Object.entries(variables).filter(([, value]) => isScalar(value) || (Array.isArray(value) && value.every(isScalar))))

/** Renders anything thrown. What is not an `AshlarError` comes out as an opaque id; the same `UnknownError` must then be logged, so make it once with `toErrors`. */
export const renderError = (thrown: unknown): RenderedError => {
  const error = thrown instanceof AshlarError ? thrown : toErrors(thrown)[0]!
  const shown = details(error)
  return {
    class: error.class,
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.path.length ? { path: error.path } : {}),
    ...(Object.keys(shown).length ? { details: shown } : {}),
    ...(error instanceof ErrorGroup ? { errors: error.errors.map(renderError) } : {}),
  }
}
