type Values = Readonly<Record<string, unknown>>

/** Whether a value is an object of any kind, a list among them. */
export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null

/** Whether a value is what JSON calls an object: values by name, not a list. */
export const isJsonObject = (value: unknown): value is Values =>
  isObject(value) && !Array.isArray(value)

/** Whether an input is values by name: not a list, and not a date, which is one value. */
export const isNamedValues = (value: unknown): value is Values =>
  isJsonObject(value) && !(value instanceof Date)
