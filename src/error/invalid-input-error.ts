import type { Issue } from '../type/type.ts'
import { AshlarError } from './ashlar-error.ts'

/** The input of a call (or the outputs a composite's function gave) do not fit the fields. `issues` lists everything that is wrong. */
export class InvalidInputError extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'invalid_input'
  readonly issues: readonly Issue[]

  constructor(details: { readonly of: string; readonly side: 'input' | 'output'; readonly issues: readonly Issue[] }) {
    const wrong = details.issues.map((issue) => `${issue.path.join('.') || details.side} ${issue.message}${suggestion(issue)}`)
    const [first] = details.issues
    super(`The ${details.side} of ${details.of} does not fit: ${wrong.join('; ')}.`, {
      ...(first ? { path: first.path, field: String(first.path[0] ?? details.side) } : {}),
      variables: { of: details.of, side: details.side },
    })
    this.issues = details.issues
  }

  override toJSON() {
    return { ...super.toJSON(), issues: this.issues.map(({ path, code, message }) => ({ path, code, message })) }
  }
}

const suggestion = ({ variables }: Issue): string => (typeof variables.suggestion === 'string' ? ` (did you mean "${variables.suggestion}"?)` : '')
