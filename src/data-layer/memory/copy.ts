/** A value nobody else holds: what goes into the store and what comes out of it share nothing. */
export const copyOf = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value ?? null
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]))
}
