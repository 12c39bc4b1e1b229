import { AshlarError } from './ashlar-error.ts'

export interface DefinitionProblem {
  /** The resource, signature or type that is declared wrongly. */
  readonly resource?: string
  /** Where in the declaration: `['actions', 'publish', 'accept']`. */
  readonly path?: readonly (string | number)[]
  /** What is wrong: `accepts "titel", which is not an attribute`. */
  readonly problem: string
  /** What would be right: `Did you mean "title"?` */
  readonly fix?: string
  readonly cause?: unknown
}

/**
 * A declaration is not valid. This is found when it is evaluated or when the application is opened.
 */
export class DefinitionError extends AshlarError {
  static override readonly mark: string = 'ashlar.DefinitionError'
  readonly class = 'framework'
  readonly code = 'invalid_definition'
  constructor({ resource, path = [], problem, fix, cause }: DefinitionProblem) {
    const where = [resource, path.join('.')].filter(Boolean).join(': ')
    const sentence = `${where ? `${where}: ` : ''}${problem}${/[.?!]$/.test(problem) ? '' : '.'}`
    super(fix ? `${sentence} ${fix}` : sentence, {
      path,
      variables: { resource, problem, fix },
      cause,
    })
  }
}
