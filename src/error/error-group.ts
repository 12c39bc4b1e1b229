import { AshlarError, type ErrorClass } from './ashlar-error.ts'
import { AssumptionFailed } from './assumption-failed.ts'
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

const samePath = (left: AshlarError, right: AshlarError) => left.field !== undefined && left.path.join('\0') === right.path.join('\0')

/** One error out of several: itself where it is alone, else a group. A `required` gives way to any other error on the same field. */
export const groupErrors = (errors: readonly AshlarError[]): AshlarError => {
  const all = errors.flatMap(toErrors)
  const kept = all.filter((error) => error.code !== 'required' || !all.some((other) => other.code !== 'required' && samePath(error, other)))
  const [first] = kept
  if (!first) throw new AssumptionFailed('There is no error to report.')
  return kept.length === 1 ? first : new ErrorGroup(kept)
}
