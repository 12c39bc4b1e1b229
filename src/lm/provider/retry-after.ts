/** The seconds a provider asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export const retryAfterSeconds = (headers: Readonly<Record<string, string | undefined>>, now: () => number = Date.now): number | undefined => {
  const milliseconds = Number.parseFloat(headers['retry-after-ms'] ?? '')
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds / 1000
  const stated = headers['retry-after']
  if (!stated) return undefined
  const seconds = Number(stated)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(stated)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now()) / 1000)
}
