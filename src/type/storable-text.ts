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
    const found = isStorableText(key) ? unstorableAt(child, at) : at
    if (found) return found
  }
  return undefined
}
