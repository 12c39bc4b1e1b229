import { MissingExpectationError } from '../../error/missing-expectation-error.ts'

/** The value an example expects of a field. Throws `MissingExpectationError` where it expects none: the metric cannot judge it. */
export const expectedValue = (metric: string, field: string, expected: object): unknown => {
  const value = (expected as Record<string, unknown>)[field]
  if (value === undefined) throw new MissingExpectationError({ metric, field, has: Object.keys(expected) })
  return value
}

export const valueOf = (prediction: unknown, field: string): unknown => (prediction as Record<string, unknown>)[field]

/** A value as text to compare: strings as they are, null as no text, everything else as JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? ''))
