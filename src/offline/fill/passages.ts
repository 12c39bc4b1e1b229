import { safeParse } from '../prompt/kind.ts'

export interface TextPassage {
  readonly source: string
  readonly text: string
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const passageOf = (value: unknown, fallback: string): TextPassage => {
  if (value === null || typeof value !== 'object') return { source: fallback, text: asText(value) }
  const record = value as Readonly<Record<string, unknown>>
  const source = record.source ?? record.title ?? record.id ?? record.name ?? record.url ?? fallback
  const text = record.text ?? record.content ?? record.body ?? record.passage ?? record.snippet
  return {
    source: asText(source),
    text: typeof text === 'string' ? text : Object.values(record).map(asText).join(' '),
  }
}

/**
 * The passages of a value: a JSON list (of texts, or of objects with a source), `[1] «…»` lines,
 * paragraphs under `[source]` heads, or the text as one.
 */
export const passagesOf = (value: string): TextPassage[] => {
  const parsed = /^\s*[[{]/.test(value) ? safeParse(value) : undefined
  if (Array.isArray(parsed)) return parsed.map((item, index) => passageOf(item, String(index + 1)))
  if (parsed !== null && typeof parsed === 'object') return [passageOf(parsed, '1')]
  const parts = value.split(/^\[([^\]\n]{1,120})\][ \t]*:?[ \t]*/m)
  if (parts.length < 3) return [{ source: '', text: value }]
  const passages: TextPassage[] = []
  for (let at = 1; at < parts.length; at += 2)
    passages.push({
      source: parts[at] ?? '',
      text: (parts[at + 1] ?? '').trim().replace(/^«+\s*([\s\S]*?)\s*»+$/, '$1'),
    })
  return passages
}
