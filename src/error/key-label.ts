/** A record's key in words: ` with id "7"`, or nothing. */
export const keyLabel = (key: Readonly<Record<string, unknown>> | undefined): string => {
  const parts = Object.entries(key ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value) ?? String(value)}`)
  return parts.length ? ` with ${parts.join(' and ')}` : ''
}
