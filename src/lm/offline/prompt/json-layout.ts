import { balancedEnd, safeParse } from './kind.ts'

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The first JSON object of a text, as the text of each property. */
export const readJson = (text: string): Record<string, string> | undefined => {
  const start = text.indexOf('{')
  if (start < 0) return undefined
  const from = text.slice(start)
  const end = balancedEnd(from)
  const parsed = end < 0 ? undefined : safeParse(from.slice(0, end))
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return undefined
  const entries = Object.entries(parsed).filter(([, value]) => value !== undefined)
  return entries.length ? Object.fromEntries(entries.map(([name, value]) => [name, asText(value)])) : undefined
}
