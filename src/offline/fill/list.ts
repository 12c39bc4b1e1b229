import { datesIn } from '../text/dates.ts'
import { documentOf } from '../text/document.ts'
import { isCompany, namesIn, personsIn, placesIn } from '../text/names.ts'
import { cosine, Weights } from '../text/similarity.ts'
import { pricedLine, type TextTable, tableIn } from '../text/table.ts'
import { identifierWords, stem, textWords } from '../text/words.ts'
import { ranked } from '../variation.ts'
import { classify } from './classify.ts'
import { enumerationIn, itemsOf, nameStems, withoutQuantity } from './enumeration.ts'
import { listItems, pickKeywords } from './keywords.ts'
import { labeledValues } from './labeled.ts'
import { citeSources } from './question.ts'
import {
  askedCount,
  contextOf,
  demoValues,
  type Filled,
  type FillRequest,
  inputText,
  mainInput,
  questionOf,
  saidOf,
} from './request.ts'
import { firing, parseRules, ruleInputs } from './rule.ts'
import { summarize } from './summary.ts'

const WILL =
  /^(?:.{1,80}?\s)?(?:will|shall|should|must|has to|have to|needs? to|is to|are to|agreed to|promised to|offered to|is going to|are going to)\s+(?:also\s+|then\s+|please\s+)?(?!be\b|not\b|take place\b|have\b)(\p{Ll}[\s\S]{2,200})$/iu
const PLEASE = /^(?:.{0,40}?\b)?please\s+(\p{Ll}[\s\S]{2,200})$/iu
const BOX = /^(?:\[[ x]?\]|TODO:?|Action:?|Task:?)\s*(.{3,200})$/iu
const DEADLINE =
  /,?\s+(?:by|until|before|on|till)\s+(?:the\s+)?(?:\d{1,2}\b|next\b|end of\b|tomorrow\b|today\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)[^,]*$/i

/**
 * A new machine or a meeting does nothing: what follows `will` is a task where persons or a call to
 * do it stand before.
 */
const task = (sentence: string): string | undefined => {
  const match = BOX.exec(sentence) ?? PLEASE.exec(sentence) ?? WILL.exec(sentence)
  return (
    match?.[1]
      ?.replace(/[.!?]+$/, '')
      .replace(DEADLINE, '')
      .trim() || undefined
  )
}

/** The tasks in a text: `Mei will ask the town by Friday.` contains `ask the town`. */
const tasksIn = (text: string): string[] =>
  documentOf(text)
    .sentences.slice(0, 2000)
    .flatMap((sentence) => task(sentence.text) ?? [])

const KEYWORDS =
  /\b(?:key[ -]?(?:words?|phrases?|terms?)|tags?|topics?|terms?|labels?|subjects?|entities|concepts?)\b/i
const SOURCES = /\b(?:sources?|citations?|cites?|references?)\b/i
const SENTENCES =
  /\b(?:points?|highlights?|takeaways?|bullets?|sentences?|quotes?|facts?|reasons?|steps?|findings?)\b/i
const PERSONS =
  /\b(?:people|persons?|names?|attendees|participants|members|authors|speakers|guests|players|employees|staff|students|colleagues|friends|contacts|winners|candidates|artists|actors|founders|managers|passengers|who)\b/
const PLACES =
  /\b(?:cities|city|towns?|places?|countries|country|locations?|stops?|destinations?|villages?|stations?|regions?)\b/
const TASKS = /\b(?:tasks?|action items?|actions?|to ?dos?|next steps|assignments|duties|jobs)\b/
const THINGS = /\b(?:items?|products?|articles?|line items?|lines?|goods|positions?|services)\b/
const SHAPES: readonly (readonly [RegExp, RegExp])[] = [
  [/\be-?mails?\b/, /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g],
  [/\b(?:urls?|links?|websites?)\b/, /https?:\/\/[^\s<>"')\]]+/g],
  [/\b(?:phones?|telephones?|phone numbers?)\b/, /\+?\d[\d ()/-]{6,24}\d/g],
  [/\b(?:hashtags?)\b/, /#[\p{L}\p{N}_]+/gu],
  [/\b(?:mentions|handles)\b/, /(?<![\w.])@[\w.]{2,40}/g],
]

/**
 * Several of given labels: those that rules name, that the nearest demonstration has, or that the
 * input says; at least the best one.
 */
const pickSeveral = (request: FillRequest, labels: readonly string[]): Filled => {
  const rules = parseRules(saidOf(request))
  const fired = new Set(
    (rules.length ? firing(rules, ruleInputs(request.task.query)) : []).map((rule) =>
      rule.answer.toLowerCase(),
    ),
  )
  const text = inputText(request.task.query)
  const stems = new Set(textWords(text).map(stem))
  const spoken = (label: string) =>
    text.toLowerCase().includes(identifierWords(label)) ||
    textWords(identifierWords(label)).every((word) => stems.has(stem(word)))
  const matches = labels.filter((label) => fired.has(label.toLowerCase()) || spoken(label))
  if (matches.length) return { value: matches, evidence: matches.join(', '), confidence: 0.8 }
  const demos = demoValues(request)
  const weights = new Weights(demos.map(({ input }) => inputText(input)))
  const own = weights.vector(text)
  const [near] = ranked(demos, (demo) => cosine(own, weights.vector(inputText(demo.input))))
  const taught = near ? listItems(near.value).filter((item) => labels.includes(item)) : []
  if (taught.length)
    return {
      value: taught,
      evidence: `the nearest example has ${taught.join(', ')}`,
      confidence: 0.5,
    }
  const one = classify(request, labels)
  return { ...one, value: [one.value] }
}

const sentenceList = (request: FillRequest): Filled => {
  const demand = askedCount(
    saidOf(request),
    '(?:\\w+ )?(?:points?|highlights?|takeaways?|bullets?|sentences?|quotes?|facts?|reasons?|steps?|findings?|items?)',
  )
  const count = demand?.count ?? request.field.kind.maxItems ?? 3
  const whole = summarize({
    ...request,
    field: { ...request.field, description: `${count} sentences` },
  })
  return {
    ...whole,
    value: documentOf(String(whole.value))
      .sentences.map((sentence) => sentence.text)
      .slice(0, count),
  }
}

const LIST_LINE = /^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(.+)$/gm

const listed = (request: FillRequest): string[] =>
  [...mainInput(request.task.query).matchAll(LIST_LINE)].map((match) => (match[1] ?? '').trim())

const distinct = (items: readonly string[]): string[] => [
  ...new Map(items.map((item) => [item.toLowerCase(), item])).values(),
]

const asItems = (items: readonly string[], evidence: string): Filled | undefined => {
  const value = distinct(items.filter(Boolean))
  return value.length
    ? { value, evidence: evidence || value.join(', '), confidence: 0.7 }
    : undefined
}

/** The items under the field's own label. */
const underLabel = (request: FillRequest, name: string): Filled | undefined => {
  const value = labeledValues(request).find((candidate) => candidate.length > 0)
  if (value === undefined) return undefined
  if (PERSONS.test(name) && personsIn(value).length) return asItems(personsIn(value), value)
  return asItems(itemsOf(value.replace(/[.!?]+$/, '')).map(withoutQuantity), value)
}

/**
 * The first column of a table, or the descriptions of lines such as `1) Lunch boxes, 40 pcs at
 * $6.20`.
 */
const things = (request: FillRequest): Filled | undefined => {
  const text = contextOf(request.task.query)
  const table = tableIn(text)
  const first = table?.columns[0]
  if (table && first)
    return asItems(
      table.rows.map((row) => row[first] ?? ''),
      '',
    )
  return asItems(
    listed(request).map((item) => pricedLine(item)?.Description ?? withoutQuantity(item)),
    '',
  )
}

/** The enumeration whose leading words name the field best, or the longest one. */
const enumerated = (request: FillRequest, name: string): Filled | undefined => {
  const stems = new Set(nameStems(name))
  const document = documentOf(contextOf(request.task.query))
    .sentences.slice(0, 2000)
    .flatMap((sentence) => {
      const enumeration = enumerationIn(sentence.text)
      return enumeration
        ? [
            {
              ...enumeration,
              text: sentence.text,
              named: textWords(sentence.text).filter((word) => stems.has(stem(word))).length,
            },
          ]
        : []
    })
  const [best] = ranked(document, ({ named: nameHits, items }) => 10 * nameHits + items.length)
  return best && (best.named || best.items.length > 2)
    ? asItems(best.items.map(withoutQuantity), best.text)
    : undefined
}

const byKind = (request: FillRequest, name: string): Filled | undefined => {
  const text = contextOf(request.task.query)
  for (const [about, shape] of SHAPES)
    if (about.test(name))
      return (
        asItems(
          [...text.matchAll(shape)].map((match) => match[0].trim()),
          '',
        ) ?? none
      )
  if (/\b(?:dates|days)\b/.test(name) && datesIn(text).length)
    return asItems(
      datesIn(text).map(({ written }) => written),
      '',
    )
  if (TASKS.test(name)) return asItems(tasksIn(text), '') ?? asItems(listed(request), '')
  if (PLACES.test(name)) return asItems(placesIn(text), '')
  if (/\b(?:companies|organi[sz]ations|firms|employers)\b/.test(name))
    return asItems(
      namesIn(text).flatMap(({ text: candidate }) => (isCompany(candidate) ? [candidate] : [])),
      '',
    )
  if (PERSONS.test(name)) return asItems(personsIn(text), '')
  return THINGS.test(name) ? things(request) : undefined
}

const none: Filled = { value: [], absent: true, evidence: 'the input holds none', confidence: 0.1 }

/** A row as labeled lines, which the fields of an object are read from. */
const written = (row: Readonly<Record<string, string>>): string =>
  Object.entries(row)
    .map(([column, value]) => `${column}: ${value}`)
    .join('\n')

/**
 * The texts that a list of objects has one for: a table's rows, lines with a price, items of a
 * list, else sentences.
 */
const unitsOf = (request: FillRequest): readonly string[] => {
  const text = contextOf(request.task.query)
  const table: TextTable | undefined = tableIn(text)
  if (table) return table.rows.map(written)
  const lines = listed(request)
  if (lines.length)
    return lines.map((line) => (pricedLine(line) ? written(pricedLine(line) ?? {}) : line))
  return documentOf(text).sentences.map((sentence) => sentence.text)
}

const oneEach = (request: FillRequest): Filled => {
  const of = request.field.kind.of ?? { type: 'string' }
  const filled = unitsOf(request)
    .slice(0, request.field.kind.maxItems ?? 20)
    .map((text) =>
      request.fillPart({
        ...request,
        field: { ...request.field, kind: of },
        task: { ...request.task, query: { text }, demos: [] },
      }),
    )
    .filter((item) => item.value !== null && !item.absent && item.confidence >= 0.5)
  return {
    value: filled.map((item) => item.value),
    evidence: filled[0]?.evidence ?? '',
    confidence: filled.length ? 0.5 : 0.1,
  }
}

const limited = (filled: Filled, request: FillRequest): Filled => {
  const demand = askedCount(saidOf(request), 'items?|names?|entries|elements|values')
  return demand && Array.isArray(filled.value)
    ? { ...filled, value: filled.value.slice(0, demand.count) }
    : filled
}

/**
 * Fills a list of texts: labels of a choice; keywords, sources or sentences where the name asks for
 * them; the items under the field's label; the persons, places, tasks, addresses or things of the
 * input by the name's kind; the enumeration that the name leads to; the items of a list; else
 * keywords. A list of objects has one for each row of a table, item of a list, or sentence with
 * quantities.
 */
export const fillList = (request: FillRequest): Filled => {
  const of = request.field.kind.of ?? { type: 'string' }
  if (of.type === 'choice') return pickSeveral(request, of.values ?? [])
  if (of.type !== 'string') return oneEach(request)
  const name = identifierWords(request.field.name)
  const wording = `${name} ${request.field.description}`
  const question = questionOf(request.task.query)
  if (question && SOURCES.test(wording)) return citeSources(request, question)
  if (KEYWORDS.test(wording)) return pickKeywords(request)
  if (SENTENCES.test(name) || (SENTENCES.test(wording) && !TASKS.test(name)))
    return sentenceList(request)
  const items =
    underLabel(request, name) ??
    byKind(request, name) ??
    (demoValues(request).length ? undefined : enumerated(request, name)) ??
    asItems(listed(request), '')
  return items ? limited(items, request) : pickKeywords(request)
}
