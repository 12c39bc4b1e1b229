import type { Issue } from './type.ts'

/** Issues of a sensitive field: what was wrong, without anything made from the value. */
export const redactIssues = (issues: readonly Issue[]): Issue[] =>
  issues.map(({ path, code, message, variables }) => ({
    path,
    code,
    message: code === 'schema' ? 'is not valid' : message,
    variables: 'limit' in variables ? { limit: variables.limit } : {},
  }))

/** The issue in words: message, near value, given value. */
export const issueText = ({ message, variables }: Issue): string => {
  const { value, suggestion } = variables
  const got = value === undefined ? '' : `, got ${String(value)}`
  return `${message}${got}${suggestion === undefined ? '' : ` (did you mean "${String(suggestion)}"?)`}`
}

export const prefixIssues = (path: readonly (string | number)[], issues: readonly Issue[]): Issue[] =>
  path.length ? issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) : [...issues]
