import { clip } from '../type/shown.ts'

/** A record's key in words: ` with id "7"`, or nothing. */
export const keyLabel = (key: Readonly<Record<string, unknown>> | undefined): string => {
  const parts = Object.entries(key ?? {}).map(([name, value]) => `${name} ${clip(JSON.stringify(value) ?? String(value), 100)}`)
  return parts.length ? ` with ${parts.join(' and ')}` : ''
}
