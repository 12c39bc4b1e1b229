/** At most so many characters of a text: whatever a message quotes is bounded. */
export const clip = (text: string, most = 60): string => (text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text)

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
      return input === null ? 'null' : Array.isArray(input) ? `a list of ${input.length}` : input instanceof Date ? 'a Date' : 'an object'
    default:
      return `a ${typeof input}`
  }
}
