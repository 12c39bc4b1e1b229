import {
  AshlarError,
  AssumptionFailedError,
  type ErrorClass,
  UnknownError,
} from './ashlar-error.ts'
import { answerLimits } from '../text/limits.ts'

/** The number of the errors of a call beyond those that are reported. */
export class ErrorsOmittedError extends AshlarError {
  static override readonly mark: string = 'ashlar.ErrorsOmittedError'
  readonly class = 'invalid'
  readonly code = 'more_errors'
  readonly count: number
  constructor(count: number) {
    super(`And ${count} more.`, { variables: { count } })
    this.count = count
  }
}

const precedence: readonly ErrorClass[] = ['forbidden', 'invalid', 'framework', 'lm', 'unknown']
const codes = {
  forbidden: 'forbidden',
  invalid: 'invalid_input',
  framework: 'framework_error',
  lm: 'lm_error',
  unknown: 'unknown_error',
} as const

/**
 * Several errors of one call. Its class is the highest that is present; `errors` keeps them all.
 */
export class ErrorGroup extends AshlarError {
  static override readonly mark: string = 'ashlar.ErrorGroup'
  readonly class: ErrorClass
  readonly code: (typeof codes)[ErrorClass]
  /** True if every error in the group is retryable. */
  override readonly retryable: boolean
  readonly errors: readonly AshlarError[]
  constructor(errors: readonly AshlarError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.class =
      precedence.find((candidate) => errors.some((error) => error.class === candidate)) ?? 'unknown'
    this.code = codes[this.class]
    this.retryable = errors.length > 0 && errors.every(({ retryable }) => retryable)
    this.errors = Object.freeze([...errors])
  }
  override toJSON() {
    return { ...super.toJSON(), errors: this.errors.map((error) => error.toJSON()) }
  }
}

/**
 * Whatever was thrown as errors of ours: groups and lists are flattened, the foreign becomes an
 * `UnknownError` with its cause.
 */
export const toErrors = (thrown: unknown): AshlarError[] => {
  if (ErrorGroup.isInstance(thrown)) return [...thrown.errors]
  if (AshlarError.isInstance(thrown)) return [thrown]
  if (thrown instanceof AggregateError) return thrown.errors.flatMap(toErrors)
  return Array.isArray(thrown) ? thrown.flatMap(toErrors) : [new UnknownError(thrown)]
}

const placeOf = ({ path }: AshlarError): string => path.join('\0')

/**
 * The first errors, and how many there are beyond; what decides the class of a group is among the
 * first.
 */
const withinLimit = (errors: readonly AshlarError[]): AshlarError[] => {
  if (errors.length <= answerLimits.errors) return [...errors]
  const gravest = precedence
    .flatMap((kind) =>
      errors.filter((error) => error.class === kind && !ErrorsOmittedError.isInstance(error)),
    )
    .slice(0, answerLimits.errors)
  const shown = new Set(gravest)
  const rest = errors.reduce(
    (sum, error) =>
      sum + (ErrorsOmittedError.isInstance(error) ? error.count : shown.has(error) ? 0 : 1),
    0,
  )
  return [...errors.filter((error) => shown.has(error)), new ErrorsOmittedError(rest)]
}

/**
 * One error out of several: itself if it is alone, otherwise a group of the first ones and the
 * number of the others. A `required` gives way to any other error on the same field.
 */
export const groupErrors = (errors: readonly AshlarError[]): AshlarError => {
  const all = errors.flatMap(toErrors)
  const wrong = new Set(
    all.filter(({ code, field }) => code !== 'required' && field !== undefined).map(placeOf),
  )
  const errorsToReport = withinLimit(
    all.filter((error) => error.code !== 'required' || !wrong.has(placeOf(error))),
  )
  const [first] = errorsToReport
  if (!first) throw new AssumptionFailedError('There is no error to report.')
  return errorsToReport.length === 1 ? first : new ErrorGroup(errorsToReport)
}

/** An error as an interface returns it: plain JSON, without cause, report or stack. */
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

const isScalar = (value: unknown) =>
  value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)

const details = ({ class: kind, variables }: AshlarError): Record<string, unknown> =>
  withheld.has(kind)
    ? {}
    : Object.fromEntries(
        Object.entries(variables).filter(
          ([, value]) => isScalar(value) || (Array.isArray(value) && value.every(isScalar)),
        ),
      )

/**
 * Renders anything thrown. What is not an `AshlarError` comes out as an opaque id; the same
 * `UnknownError` must then be logged, so make it once with `toErrors`.
 */
export const renderError = (thrown: unknown): RenderedError => {
  const error = AshlarError.isInstance(thrown) ? thrown : toErrors(thrown)[0]!
  const shown = details(error)
  return {
    class: error.class,
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.path.length ? { path: error.path } : {}),
    ...(Object.keys(shown).length ? { details: shown } : {}),
    ...(ErrorGroup.isInstance(error) ? { errors: error.errors.map(renderError) } : {}),
  }
}
