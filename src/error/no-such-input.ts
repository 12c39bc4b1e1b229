import { didYouMean } from '../type/nearest.ts'
import { AshlarError } from './ashlar-error.ts'
import { MoreErrors, mostErrors } from './more-errors.ts'
import { pathLabel } from './path-label.ts'

export interface UnknownInput {
  readonly input: string
  readonly known: readonly string[]
  /** What was given the input: `Post.write`. */
  readonly of?: string
  readonly path?: readonly (string | number)[]
}

/** An input that the action, argument or signature does not have. */
export class NoSuchInput extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'no_such_input'
  constructor({ input, known, of, path = [input] }: UnknownInput) {
    const choice = didYouMean(input, known) || (known.length ? ` There are: ${known.join(', ')}.` : '')
    super(`${pathLabel(path)} is not a known input${of ? ` of ${of}` : ''}.${choice}`, { field: input, path, variables: { input, known, of } })
  }
}

/** An error for each of the first unknown inputs, and one that counts the rest: whatever a caller sends, no more are made. */
export const noSuchInputs = (inputs: readonly string[], about: Omit<UnknownInput, 'input' | 'path'>): AshlarError[] => [
  ...inputs.slice(0, mostErrors).map((input) => new NoSuchInput({ input, ...about })),
  ...(inputs.length > mostErrors ? [new MoreErrors(inputs.length - mostErrors)] : []),
]
