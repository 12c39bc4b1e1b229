import { clip } from './shown.ts'

/** A record's key in words: ` with id "7"`, or nothing. */
export const keyLabel = (key: Readonly<Record<string, unknown>> | undefined): string => {
  const parts = Object.entries(key ?? {}).map(
    ([name, value]) => `${name} ${clip(JSON.stringify(value) ?? String(value), 100)}`,
  )
  return parts.length ? ` with ${parts.join(' and ')}` : ''
}

const deepest = 20

/**
 * A path as a person writes it: `tags[1]`, `address.street`. What a caller named is quoted in part.
 */
export const pathLabel = (path: readonly (string | number)[]): string =>
  path
    .slice(0, deepest)
    .map((segment, i) =>
      typeof segment === 'number' ? `[${segment}]` : `${i === 0 ? '' : '.'}${clip(segment)}`,
    )
    .join('')
