import { documentOf } from '../text/document.ts'
import { identifierWords } from '../text/words.ts'
import { Weights, cosine } from '../text/similarity.ts'
import { ranked } from '../variation.ts'
import { classify } from './classify.ts'
import { pickKeywords, listItems } from './keywords.ts'
import { citeSources, questionOf } from './question.ts'
import { type FillRequest, type Filled, askedCount, demoValues, inputText, mainInput, saidOf } from './request.ts'
import { summarize } from './summary.ts'
import { firing, parseRules, ruleInputs } from './rule.ts'

const KEYWORDS = /\b(?:key[ -]?(?:words?|phrases?|terms?)|tags?|topics?|terms?|labels?|subjects?|entities|concepts?)\b/i
const SOURCES = /\b(?:sources?|citations?|cites?|references?)\b/i
const SENTENCES = /\b(?:points?|highlights?|takeaways?|bullets?|sentences?|quotes?|facts?|reasons?|steps?|findings?)\b/i

/** Several of given labels: those that rules name, that the nearest demonstration has, or that the input says; at least the best one. */
const pickSeveral = (request: FillRequest, labels: readonly string[]): Filled => {
  const rules = parseRules(saidOf(request))
  const fired = new Set((rules.length ? firing(rules, ruleInputs(request.task.query)) : []).map((rule) => rule.answer.toLowerCase()))
  const text = inputText(request.task.query)
  const named = labels.filter((label) => fired.has(label.toLowerCase()) || text.toLowerCase().includes(identifierWords(label)))
  if (named.length) return { value: named, evidence: named.join(', '), confidence: 0.8 }
  const demos = demoValues(request)
  const weights = new Weights(demos.map(({ input }) => inputText(input)))
  const own = weights.vector(text)
  const [near] = ranked(demos, (demo) => cosine(own, weights.vector(inputText(demo.input))))
  const taught = near ? listItems(near.value).filter((item) => labels.includes(item)) : []
  if (taught.length) return { value: taught, evidence: `the nearest example has ${taught.join(', ')}`, confidence: 0.5 }
  const one = classify(request, labels)
  return { ...one, value: [one.value] }
}

const sentenceList = (request: FillRequest): Filled => {
  const asked = askedCount(saidOf(request), '(?:\\w+ )?(?:points?|highlights?|takeaways?|bullets?|sentences?|quotes?|facts?|reasons?|steps?|findings?|items?)')
  const count = asked?.count ?? request.field.kind.maxItems ?? 3
  const whole = summarize({ ...request, field: { ...request.field, description: `${count} sentences` } })
  return {
    ...whole,
    value: documentOf(String(whole.value))
      .sentences.map((sentence) => sentence.text)
      .slice(0, count),
  }
}

const LIST_LINE = /^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(.+)$/gm

/** Fills a list: labels of a choice, keywords, sources, sentences, the items of a list in the input, objects for each sentence with quantities; else keywords. */
export const fillList = (request: FillRequest): Filled => {
  const of = request.field.kind.of ?? { type: 'string' }
  if (of.type === 'choice') return pickSeveral(request, of.values ?? [])
  if (of.type !== 'string') return oneEach(request)
  const said = `${identifierWords(request.field.name)} ${request.field.description}`
  const question = questionOf(request.task.query)
  if (question && SOURCES.test(said)) return citeSources(request, question)
  if (KEYWORDS.test(said)) return pickKeywords(request)
  if (SENTENCES.test(said)) return sentenceList(request)
  const items = [...mainInput(request.task.query).matchAll(LIST_LINE)].map((match) => (match[1] ?? '').trim())
  if (items.length) return { value: items.slice(0, request.field.kind.maxItems ?? items.length), evidence: items[0] ?? '', confidence: 0.6 }
  return pickKeywords(request)
}

const oneEach = (request: FillRequest): Filled => {
  const of = request.field.kind.of ?? { type: 'string' }
  const limit = request.field.kind.maxItems ?? 20
  const units = documentOf(inputText(request.task.query)).sentences.slice(0, limit)
  const filled = units
    .map((sentence) =>
      request.fillPart({ ...request, field: { ...request.field, kind: of }, task: { ...request.task, query: { text: sentence.text }, demos: [] } }),
    )
    .filter((item) => item.value !== null && item.confidence >= 0.5)
  return { value: filled.map((item) => item.value), evidence: filled[0]?.evidence ?? '', confidence: filled.length ? 0.5 : 0.1 }
}
