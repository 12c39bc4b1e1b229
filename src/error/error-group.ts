import { AshlarError, type ErrorClass } from './ashlar-error.ts'
import { AssumptionFailed } from './assumption-failed.ts'
import { MoreErrors, mostErrors } from './more-errors.ts'
import { UnknownError } from './unknown-error.ts'

const precedence: readonly ErrorClass[] = ['forbidden', 'invalid', 'framework', 'lm', 'unknown']
const codes = { forbidden: 'forbidden', invalid: 'invalid_input', framework: 'framework_error', lm: 'lm_error', unknown: 'unknown_error' } as const

/** Several errors of one call. Its class is the highest that is present; `errors` keeps them all. */
export class ErrorGroup extends AshlarError {
  readonly class: ErrorClass
  readonly code: string
  readonly errors: readonly AshlarError[]
  constructor(errors: readonly AshlarError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.class = precedence.find((candidate) => errors.some((error) => error.class === candidate)) ?? 'unknown'
    this.code = codes[this.class]
    this.errors = Object.freeze([...errors])
  }
  override toJSON() {
    return { ...super.toJSON(), errors: this.errors.map((error) => error.toJSON()) }
  }
}

/** Whatever was thrown as errors of ours: groups and lists are flattened, the foreign becomes an `UnknownError` with its cause. */
export const toErrors = (thrown: unknown): AshlarError[] => {
  if (thrown instanceof ErrorGroup) return [...thrown.errors]
  if (thrown instanceof AshlarError) return [thrown]
  if (thrown instanceof AggregateError) return thrown.errors.flatMap(toErrors)
  return Array.isArray(thrown) ? thrown.flatMap(toErrors) : [new UnknownError(thrown)]
}

const placeOf = ({ path }: AshlarError): string => path.join('\0')

/** The first errors, and how many there are beyond; what decides the class of a group is among the first. */
const told = (errors: readonly AshlarError[]): AshlarError[] => {
  if (errors.length <= mostErrors) return [...errors]
  const gravest = precedence.flatMap((kind) => errors.filter((error) => error.class === kind && !(error instanceof MoreErrors))).slice(0, mostErrors)
  const shown = new Set(gravest)
  const rest = errors.reduce((sum, error) => sum + (error instanceof MoreErrors ? error.count : shown.has(error) ? 0 : 1), 0)
  return [...errors.filter((error) => shown.has(error)), new MoreErrors(rest)]
}

/** One error out of several: itself where it is alone, else a group of the first that are told and the number of the rest. A `required` gives way to any other error on the same field. */
export const groupErrors = (errors: readonly AshlarError[]): AshlarError => {
  const all = errors.flatMap(toErrors)
  const wrong = new Set(all.filter(({ code, field }) => code !== 'required' && field !== undefined).map(placeOf))
  const kept = told(all.filter((error) => error.code !== 'required' || !wrong.has(placeOf(error))))
  const [first] = kept
  if (!first) throw new AssumptionFailed('There is no error to report.')
  return kept.length === 1 ? first : new ErrorGroup(kept)
}
