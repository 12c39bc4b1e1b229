import { documentOf } from '../text/document.ts'
import { coverage } from '../text/similarity.ts'
import { countWords, identifierWords, terms } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import { type FillRequest, type Filled, askedCount, demoValues, inputText, mainInput, median, saidOf } from './request.ts'
import { shorten } from './summary.ts'

const SHAPES: readonly (readonly [RegExp, RegExp])[] = [
  [/\be-?mail\b/i, /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/],
  [/\b(?:url|link|website|homepage)\b/i, /https?:\/\/[^\s<>"')\]]+/],
  [/\b(?:phone|telephone|mobile)\b/i, /\+?\d[\d\s()/-]{6,24}\d/],
  [/\b(?:version)\b/i, /\bv?\d{1,6}\.\d{1,6}(?:\.\d{1,6})?(?:-[\w.]{1,40})?/],
  [/\b(?:price|amount|cost|total)\b/i, /[$€£]\s?\d[\d.,]{0,20}|(?<![\d.,])\d[\d.,]{0,20}\s?(?:USD|EUR|GBP|dollars|euros)/],
  [/\b(?:id|number|code|order|invoice|ticket)\b/i, /#?\b(?<![A-Z0-9-])(?=[A-Z0-9-]{0,40}\d)[A-Z0-9][A-Z0-9-]{2,40}\b/],
  [/\b(?:name|person|author|speaker|customer|who)\b/i, /\b\p{Lu}\p{Ll}+(?:\s\p{Lu}\.)?(?:\s\p{Lu}\p{Ll}+)+/u],
  [/\b(?:company|organi[sz]ation|place|city|country|product|location)\b/i, /(?<=[\p{Ll},]\s)\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)*/u],
]

const labelled = (name: string, text: string): string | undefined => {
  const label = identifierWords(name).replace(/ /g, '[ _-]')
  const match = new RegExp(`^[ \\t>*_-]*${label}[*_]*[ \\t]*[:=][ \\t]*(.+)$`, 'im').exec(text)
  return match?.[1]?.replace(/^['"*_]+|['"*_]+$/g, '').trim() || undefined
}

const titleLike = (request: FillRequest): Filled => {
  const document = documentOf(mainInput(request.task.query))
  const limit = askedCount(saidOf(request), 'words?')?.count ?? (median(demoValues(request).map(({ value }) => countWords(value))) || 12)
  const [best] = ranked(
    document.sentences.slice(0, 200),
    (sentence) =>
      sentence.terms.reduce((sum, term) => sum + Math.log(1 + (document.frequency.get(term) ?? 0)), 0) / (sentence.terms.length + 4) +
      1 / (1 + sentence.index) +
      jitter(request.variation, sentence.text, 0.5),
  )
  const text = (request.variation.seed === undefined && document.title) || best?.text || document.title
  return { value: shorten(text, limit).replace(/[.!?]$/, ''), evidence: best?.text ?? text, confidence: 0.6 }
}

const bySentence = (request: FillRequest): Filled => {
  const said = terms(`${identifierWords(request.field.name)} ${request.field.description}`)
  const document = documentOf(inputText(request.task.query))
  const [best] = ranked(
    document.sentences,
    (sentence) => coverage(said, sentence.terms) + 0.2 / (1 + sentence.index) + jitter(request.variation, sentence.text, 0.1),
  )
  if (!best) return { value: inputText(request.task.query).trim(), evidence: '', confidence: 0.1 }
  const limit = askedCount(saidOf(request), 'words?')?.count ?? Number.POSITIVE_INFINITY
  return { value: shorten(best.text, limit), evidence: best.text, confidence: 0.3 }
}

/**
 * Copies a string from the input: what stands behind the field's own name (`Author: …`), a span of the shape that the name or description speaks of
 * (address, link, version, amount, identifier, name), the title for a headline, else the sentence nearest to the field's name and description.
 */
export const copySpan = (request: FillRequest): Filled => {
  const text = inputText(request.task.query)
  const own = labelled(request.field.name, text)
  if (own) return { value: own, evidence: own, confidence: 0.9 }
  const said = `${identifierWords(request.field.name)} ${request.field.description}`
  if (/\b(?:title|headline|subject|heading)\b/i.test(said)) return titleLike(request)
  for (const [about, shape] of SHAPES) {
    const match = about.test(said) ? shape.exec(text) : null
    if (match) return { value: match[0].trim(), evidence: match[0].trim(), confidence: 0.7 }
  }
  return bySentence(request)
}
