import type { AshlarError } from '../error/ashlar-error.ts'
import {
  InvalidArgumentError,
  InvalidAttributeError,
  RequiredError,
} from '../error/invalid-value.ts'
import { NoSuchInputError } from '../error/no-such-name.ts'
import { issueText, prefixIssues, redactIssues } from './redact.ts'
import type { Issue } from './type.ts'
import { answerLimits } from '../text/limits.ts'

const isRest = ({ code }: Issue): boolean => code === 'more_issues'
const restOf = (count: number): Issue => ({
  path: [],
  code: 'more_issues',
  message: `has ${count} more invalid values`,
  variables: { count },
})

/**
 * Collects what is wrong with a value and its parts: the first issues, and how many there are
 * beyond.
 */
export class IssueList {
  readonly #issues: Issue[] = []
  #more = 0

  /** The path goes in front of each issue's own. */
  add(issues: readonly Issue[], path: Issue['path'] = []): void {
    for (const issue of issues) {
      if (isRest(issue)) this.#more += Number(issue.variables['count'] ?? 1)
      else if (this.#issues.length >= answerLimits.issues) this.#more += 1
      else this.#issues.push(path.length ? { ...issue, path: [...path, ...issue.path] } : issue)
    }
  }
  /** An issue that is created only if it will be reported. */
  make(issue: () => Issue): void {
    if (this.#issues.length >= answerLimits.issues) this.#more += 1
    else this.#issues.push(issue())
  }
  get length(): number {
    return this.#issues.length
  }
  get all(): Issue[] {
    return this.#more ? [...this.#issues, restOf(this.#more)] : this.#issues
  }
}

export interface IssueContext {
  readonly kind: 'attribute' | 'argument'
  /** Nothing made from their values gets into an error. */
  readonly sensitiveFields?: readonly string[]
  /** What was given the input: `Post.write`. */
  readonly of?: string
}

const errorOf = (issue: Issue, { kind, of }: IssueContext): AshlarError => {
  const { path, code, variables } = issue
  const field = String(path[0] ?? 'input')
  if (code === 'no_such_input')
    return new NoSuchInputError({
      input: String(path.at(-1) ?? field),
      known: (variables.known as string[] | undefined) ?? [],
      path,
      ...(of === undefined ? {} : { of }),
    })
  if (code === 'required')
    return new RequiredError({ field, path: path.length ? path : [field], message: issue.message })
  const invalid = { field, path, rule: code, message: issueText(issue), variables }
  return kind === 'attribute'
    ? new InvalidAttributeError(invalid)
    : new InvalidArgumentError(invalid)
}

const redacted = (issue: Issue): Issue[] =>
  prefixIssues(issue.path.slice(0, 1), redactIssues([{ ...issue, path: issue.path.slice(1) }]))

/** The errors that failed casts stand for, one for each issue. */
export const errorsOfIssues = (issues: readonly Issue[], context: IssueContext): AshlarError[] => {
  const sensitive = new Set(context.sensitiveFields)
  const isSensitive = ({ path, code }: Issue) =>
    sensitive.has(String(path[0])) && !(code === 'no_such_input' && path.length === 1)
  return issues
    .flatMap((issue) => (isSensitive(issue) ? redacted(issue) : [issue]))
    .map((issue) => errorOf(issue, context))
}
