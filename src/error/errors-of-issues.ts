import { issueText, prefixIssues, redactIssues } from '../type/redact.ts'
import type { Issue } from '../type/type.ts'
import type { AshlarError } from './ashlar-error.ts'
import { InvalidArgument } from './invalid-argument.ts'
import { InvalidAttribute } from './invalid-attribute.ts'
import { NoSuchInput } from './no-such-input.ts'
import { Required } from './required.ts'

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
    return new NoSuchInput({
      input: String(path.at(-1) ?? field),
      known: (variables.known as string[] | undefined) ?? [],
      path,
      ...(of === undefined ? {} : { of }),
    })
  if (code === 'required') return new Required({ field, path: path.length ? path : [field], message: issue.message })
  const invalid = { field, path, rule: code, message: issueText(issue), variables }
  return kind === 'attribute' ? new InvalidAttribute(invalid) : new InvalidArgument(invalid)
}

const redacted = (issue: Issue): Issue[] => prefixIssues(issue.path.slice(0, 1), redactIssues([{ ...issue, path: issue.path.slice(1) }]))

/** The errors that failed casts stand for, one for each issue. */
export const errorsOfIssues = (issues: readonly Issue[], context: IssueContext): AshlarError[] => {
  const sensitive = new Set(context.sensitiveFields)
  const isSensitive = ({ path, code }: Issue) => sensitive.has(String(path[0])) && !(code === 'no_such_input' && path.length === 1)
  return issues.flatMap((issue) => (isSensitive(issue) ? redacted(issue) : [issue])).map((issue) => errorOf(issue, context))
}
