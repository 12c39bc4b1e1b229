import { prose } from './markdown.ts'
import { sentences } from './sentences.ts'
import { countWords, terms } from './words.ts'

export interface Sentence {
  readonly text: string
  readonly terms: readonly string[]
  readonly words: number
  readonly index: number
  /** First sentence of its paragraph. */
  readonly opens: boolean
  readonly paragraph: number
}

/** A text cut into sentences, with how often each term occurs. */
export interface TextDocument {
  readonly title: string
  readonly headings: readonly string[]
  readonly sentences: readonly Sentence[]
  readonly frequency: ReadonlyMap<string, number>
  /** In how many sentences a term occurs. */
  readonly spread: ReadonlyMap<string, number>
}

const read = (text: string): TextDocument => {
  const { title, headings, paragraphs } = prose(text)
  const all: Sentence[] = []
  const frequency = new Map<string, number>()
  const spread = new Map<string, number>()
  for (const [paragraph, content] of paragraphs.entries()) {
    for (const [position, sentence] of sentences(content).entries()) {
      const own = terms(sentence)
      all.push({
        text: sentence,
        terms: own,
        words: countWords(sentence),
        index: all.length,
        opens: position === 0,
        paragraph,
      })
      for (const term of own) frequency.set(term, (frequency.get(term) ?? 0) + 1)
      for (const term of new Set(own)) spread.set(term, (spread.get(term) ?? 0) + 1)
    }
  }
  return { title, headings, sentences: all, frequency, spread }
}

/** How many characters of texts are kept analysed. */
const MOST_CHARACTERS = 4_000_000
const recent = new Map<string, TextDocument>()
let size = 0

const forgetBeyond = (limit: number): void => {
  for (const oldest of recent.keys()) {
    if (size <= limit) return
    recent.delete(oldest)
    size -= oldest.length
  }
}

/**
 * Analyses a text. The last few are kept, as several fields read one text and a prompt's
 * demonstrations come again with every call.
 */
export const documentOf = (text: string): TextDocument => {
  const cached = recent.get(text)
  if (cached) return cached
  const document = read(text)
  if (text.length > MOST_CHARACTERS) return document
  forgetBeyond(MOST_CHARACTERS - text.length)
  recent.set(text, document)
  size += text.length
  return document
}
