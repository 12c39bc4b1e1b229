const patterns: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=*-]{6,}/gi, '$1 [redacted]'],
  [
    /\b(?:(?:sk|pk|rk|gsk|xai|key|api|hf|gh[oprsu]|github_pat|pplx|tgp|fw|r8|nvapi|csk|glpat|xox[a-z]|sess|vck)[-_.]|AIza|ya29)(?=[\w*.-]{0,200}[\d*])[\w*.-]{12,}/gi,
    '[redacted]',
  ],
  // JSON Web Tokens, and the access keys of AWS.
  [/\beyJ[\w-]{5,1000}\.[\w-]{5,}(?:\.[\w-]*)?/g, '[redacted]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[redacted]'],
  // A long run of letters and digits is a key more often than a word.
  [/(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}(?![\w-])/g, '[redacted]'],
  [
    /((?:api[-_ ]?key|token|secret|passw(?:or)?d|pwd|authorization|cookie|accountkey)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    '$1[redacted]',
  ],
  [/(:\/\/)[^\s/"'<>]+@/g, '$1'],
]

/** A value shorter than this is not a key, and too common a text to be cut out. */
const SHORTEST_SECRET = 6
const DEEPEST_CAUSE = 5

/**
 * Text from outside without the secrets given, and without what looks like a key, token or
 * password: providers quote them in their messages.
 */
export const redactSecrets = (text: string, secrets: readonly string[] = []): string => {
  const values = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((left, right) => right.length - left.length)
  const without = values.reduce(
    (redacted, secret) => redacted.replaceAll(secret, '[redacted]'),
    text,
  )
  return patterns.reduce(
    (redacted, [pattern, replacement]) => redacted.replace(pattern, replacement),
    without,
  )
}

/**
 * An error as it may go to a log: a copy with its name, code, message, stack and causes, secrets
 * cut out of each. What is not an error becomes its text.
 */
export const redactCause = (
  cause: unknown,
  secrets: readonly string[] = [],
  depth = 0,
): unknown => {
  if (!(cause instanceof Error)) return redactSecrets(String(cause), secrets)
  const inner =
    cause.cause === undefined || depth >= DEEPEST_CAUSE
      ? {}
      : { cause: redactCause(cause.cause, secrets, depth + 1) }
  const copy = new Error(redactSecrets(cause.message, secrets), inner)
  copy.name = cause.name
  copy.stack = redactSecrets(cause.stack ?? '', secrets)
  return 'code' in cause ? Object.assign(copy, { code: cause.code }) : copy
}
