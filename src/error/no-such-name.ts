import { pathLabel } from '../text/label.ts'
import { didYouMean } from '../text/nearest.ts'
import { clip } from '../text/shown.ts'
import { AshlarError } from './ashlar-error.ts'
import { ErrorsOmittedError } from './error-group.ts'
import { answerLimits } from '../text/limits.ts'

/** The resource does not have this action. */
export class NoSuchActionError extends AshlarError {
  static override readonly mark: string = 'ashlar.NoSuchActionError'
  readonly class = 'invalid'
  readonly code = 'no_such_action'
  constructor({
    resource,
    action,
    known = [],
  }: { readonly resource: string; readonly action: string; readonly known?: readonly string[] }) {
    super(`${resource} has no action "${clip(action)}".${didYouMean(action, known)}`, {
      variables: { resource, action },
    })
  }
}

export interface UnknownField {
  readonly resource: string
  readonly field: string
  readonly known?: readonly string[]
  readonly path?: readonly (string | number)[]
}

/**
 * The resource does not have this field, or the field is private: a caller gets the same answer for
 * both.
 */
export class NoSuchFieldError extends AshlarError {
  static override readonly mark: string = 'ashlar.NoSuchFieldError'
  readonly class = 'invalid'
  readonly code = 'no_such_field'
  constructor({ resource, field, known = [], path = [field] }: UnknownField) {
    super(`${resource} has no field "${clip(field)}".${didYouMean(field, known)}`, {
      field,
      path,
      variables: { resource },
    })
  }
}

export interface UnknownInput {
  readonly input: string
  readonly known: readonly string[]
  /** What was given the input: `Post.write`. */
  readonly of?: string
  readonly path?: readonly (string | number)[]
}

/** The action, argument or signature does not have this input. */
export class NoSuchInputError extends AshlarError {
  static override readonly mark: string = 'ashlar.NoSuchInputError'
  readonly class = 'invalid'
  readonly code = 'no_such_input'
  constructor({ input, known, of, path = [input] }: UnknownInput) {
    const choice =
      didYouMean(input, known) || (known.length ? ` There are: ${known.join(', ')}.` : '')
    super(`${pathLabel(path)} is not a known input${of ? ` of ${of}` : ''}.${choice}`, {
      field: input,
      path,
      variables: { input, known, of },
    })
  }
}

/**
 * An error for each of the first unknown inputs, and one that counts the others: whatever a caller
 * sends, no more are created.
 */
export const noSuchInputs = (
  inputs: readonly string[],
  about: Omit<UnknownInput, 'input' | 'path'>,
): AshlarError[] => [
  ...inputs.slice(0, answerLimits.errors).map((input) => new NoSuchInputError({ input, ...about })),
  ...(inputs.length > answerLimits.errors
    ? [new ErrorsOmittedError(inputs.length - answerLimits.errors)]
    : []),
]

/** Sorting by this field is not possible, or not offered to callers. */
export class UnsortableFieldError extends AshlarError {
  static override readonly mark: string = 'ashlar.UnsortableFieldError'
  readonly class = 'invalid'
  readonly code = 'unsortable_field'
  constructor({
    resource,
    field,
    reason,
  }: { readonly resource: string; readonly field: string; readonly reason?: string }) {
    super(`${resource} cannot be sorted by ${field}${reason ? `: ${reason}` : ''}.`, {
      field,
      path: ['sort', field],
      variables: { resource },
    })
  }
}
