/** At most so many characters of a text: whatever a message quotes is bounded. */
export const clip = (text: string, most = 60): string =>
  text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text

/** A short form of any value for a message. Never calls into the value, so it never throws. */
export const shown = (input: unknown): string => {
  switch (typeof input) {
    case 'string':
      return JSON.stringify(clip(input))
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(input)
    case 'bigint':
      return clip(input.toString())
    case 'object':
      return input === null
        ? 'null'
        : Array.isArray(input)
          ? `a list of ${input.length}`
          : input instanceof Date
            ? 'a Date'
            : 'an object'
    default:
      return `a ${typeof input}`
  }
}

const rank = (unit: number) =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit

/**
 * Orders by code point, as Postgres does under the collation "C". JavaScript's `<` orders by UTF-16
 * unit.
 */
export const compareCodePoints = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const difference = rank(left.charCodeAt(i)) - rank(right.charCodeAt(i))
    if (difference) return difference
  }
  return left.length - right.length
}

/** The number of code points, as Postgres and JSON Schema count characters. */
export const characters = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Whether Postgres can hold a text: no NUL character, no half of a surrogate pair. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** What is said of a text that it cannot hold. */
export const unstorable = 'must not hold the NUL character or half a surrogate pair'

type Path = readonly (string | number)[]

/** Where in plain data there is such a text, keys included; undefined where there is none. */
export const unstorableAt = (value: unknown, path: Path = []): Path | undefined => {
  if (typeof value === 'string') return isStorableText(value) ? undefined : path
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, child] of Object.entries(value)) {
    const at: Path = [...path, Array.isArray(value) ? Number(key) : key]
    const wrongPath = isStorableText(key) ? unstorableAt(child, at) : at
    if (wrongPath) return wrongPath
  }
  return undefined
}
