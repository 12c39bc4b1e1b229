const ordered = (_key: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${value} has no JSON form.`)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  )
}

/**
 * JSON with the keys of every object sorted: equal values give equal text. What hashes and cache
 * keys are made of. `undefined` members are left out; NaN and the infinities throw a `TypeError`.
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, ordered) ?? 'null'
