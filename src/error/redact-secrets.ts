const patterns: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=*-]{6,}/gi, '$1 [redacted]'],
  [/\b(?:sk|pk|rk|gsk|xai|key|api|hf|ghp|AIza|pplx)[-_]?[\w*.-]{12,}/gi, '[redacted]'],
  [/((?:api[-_ ]?key|token|secret|password|authorization)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi, '$1[redacted]'],
  [/(:\/\/)[^\s/@]+@/g, '$1'],
]

/** Text from outside without what looks like a key, token or password: providers quote them in their messages. */
export const redactSecrets = (text: string): string => patterns.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text)
