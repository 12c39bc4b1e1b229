import type { Issue } from './type.ts'

// The paths of these may hold keys that came with the value, and the message of a schema may quote
// it.
const revealingCodes = new Set(['no_such_input', 'json', 'schema'])

const withoutKeys = (path: Issue['path']) => {
  const key = path.findIndex((segment) => typeof segment === 'string')
  return key < 0 ? path : path.slice(0, key)
}

const redactIssue = ({ path, code, message, variables }: Issue): Issue => {
  if (revealingCodes.has(code))
    return { path: withoutKeys(path), code: 'schema', message: 'is not valid', variables: {} }
  return { path, code, message, variables: 'limit' in variables ? { limit: variables.limit } : {} }
}

/**
 * Issues of a sensitive field, their paths relative to it: what was wrong, without anything made
 * from the value.
 */
export const redactIssues = (issues: readonly Issue[]): Issue[] => issues.map(redactIssue)

/** The issue in words: message, near value, given value. */
export const issueText = ({ message, variables }: Issue): string => {
  const { value, suggestion } = variables
  const got = value === undefined ? '' : `, got ${String(value)}`
  return `${message}${got}${suggestion === undefined ? '' : ` (did you mean "${String(suggestion)}"?)`}`
}

export const prefixIssues = (
  path: readonly (string | number)[],
  issues: readonly Issue[],
): Issue[] =>
  path.length ? issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) : [...issues]
