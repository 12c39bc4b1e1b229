const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const day = /^(?!0000)\d{4}-\d\d-\d\d$/

const isDay = (text: string) => day.test(text) && (new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ?? false)

/** What a statement's text depends on of a value: two values of one class go into the same statement. */
export const valueClass = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return value.length === 36 && uuid.test(value) ? 'uuid' : value.length === 10 && isDay(value) ? 'date' : 'text'
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : Number.isNaN(value) ? 'null' : Number.isFinite(value) ? 'float' : 'infinite'
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return objectClass(value)
    default:
      return value === undefined ? 'null' : typeof value
  }
}
const objectClass = (value: object | null): string => {
  if (value === null) return 'null'
  if (value instanceof Date) return 'time'
  return Array.isArray(value) ? `list(${elementClasses(value).toSorted().join('|')})` : 'object'
}

/** The classes of a list's elements. */
export const elementClasses = (values: readonly unknown[]): string[] => [...new Set(values.map(valueClass))]
