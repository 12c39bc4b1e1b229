import { safeParse } from '../prompt/kind.ts'
import { readPlain } from '../prompt/layouts.ts'
import type { PromptTask, TaskField } from '../task.ts'
import { labelsOf } from '../text/labels.ts'
import { identifierWords, textWords } from '../text/words.ts'
import type { Variation } from '../variation.ts'
import { actOf } from './act.ts'
import { fillBoolean } from './boolean.ts'
import { fillChoice } from './choice.ts'
import { fillDate } from './date.ts'
import { applyLimits } from './apply-limits.ts'
import { fillList } from './list.ts'
import { fillNumber } from './number.ts'
import { contextOf, type Filled, type FillRequest, inputText, mainInput } from './request.ts'
import { fillText } from './text-field.ts'

const MOST_ENTRIES = 50

/** What the input states under labels, by the labels as names: `Room: 4` is `room: '4'`. */
const freeObject = (request: FillRequest): Filled => {
  const labels = labelsOf(contextOf(request.task.query)).filter(
    ({ signed, value }) => signed && value,
  )
  const entries = labels
    .map(({ label, value }) => [textWords(label.toLowerCase()).join('_'), value] as const)
    .filter(([name]) => name !== '' && name !== '__proto__')
  const value = Object.fromEntries(entries.slice(0, MOST_ENTRIES))
  if (entries.length)
    return { value, evidence: 'what the input states under labels', confidence: 0.6 }
  return { value, absent: true, evidence: 'the input states nothing under labels', confidence: 0.1 }
}

/**
 * Fills each property of an object as a field of its own; an object without known properties holds
 * what the input states under labels.
 */
const fillObject = (request: FillRequest): Filled => {
  const properties = request.field.kind.properties ?? []
  if (!properties.length) return freeObject(request)
  const filled = properties.map(
    (property) =>
      [
        property.name,
        request.fillPart({ ...request, field: property, task: { ...request.task, demos: [] } }),
      ] as const,
  )
  const confidences = filled.map(([, item]) => item.confidence)
  return {
    value: Object.fromEntries(filled.map(([name, item]) => [name, item.value])),
    evidence: filled.find(([, item]) => item.evidence)?.[1].evidence ?? '',
    confidence: confidences.reduce((sum, value) => sum + value, 0) / confidences.length,
  }
}

const REASONING =
  /^(?:reasoning|rationale|thoughts?|next_?thought|explanation|analysis|chain_?of_?thought)$/i

const CONFIDENCE = /confidence|certainty|probability/i

const LONGEST = 200

const shown = (value: unknown): string => {
  const text = Array.isArray(value)
    ? value.join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const ended = (sentence: string): string => (/[.!?"”]$/.test(sentence) ? sentence : `${sentence}.`)

const because = (name: string, { value, evidence }: Filled, input: string): string => {
  const quote = evidence?.replace(/\s+/g, ' ').trim().slice(0, LONGEST)
  const subject = `the ${identifierWords(name)}`
  if (!quote) return `The ${identifierWords(name)} is ${shown(value)}.`
  if (quote === value && quote.startsWith('The offline model')) return quote
  return input.includes(quote)
    ? `For ${subject} the input says: ${ended(quote)}`
    : `For ${subject}: ${ended(quote)}`
}

/** Names what the other fields rest on: for each what the input says, or how it came about. */
const explainAnswers = (filled: ReadonlyMap<string, Filled>, task: PromptTask): string => {
  const input = inputText(task.query).replace(/\s+/g, ' ')
  const reasons = [...filled].filter(
    ([name, item]) => !CONFIDENCE.test(name) && !(Array.isArray(item.value) && !item.value.length),
  )
  return (
    reasons.map(([name, item]) => because(name, item, input)).join(' ') ||
    'There is nothing to decide.'
  )
}

const asValue = (text: string, request: FillRequest): unknown => {
  if (request.field.kind.type === 'string' || request.field.kind.type === 'choice') return text
  const parsed = safeParse(text)
  return parsed === undefined ? text : parsed
}

/**
 * For a task that says «verbatim»: the value that the input states as `name: value`, where it does.
 */
const statedValue = (request: FillRequest): Filled | undefined => {
  if (!/\bverbatim\b|word for word/i.test(request.task.instructions)) return undefined
  const names = request.task.outputs.map((field) => field.name)
  const [record] = readPlain(mainInput(request.task.query), names)
  const text = record?.[request.field.name]
  return text === undefined
    ? undefined
    : { value: asValue(text, request), evidence: text, confidence: 0.95 }
}

/** By the procedure of the field's type. */
const byType = (request: FillRequest): Filled => {
  const { kind } = request.field
  switch (kind.type) {
    case 'choice':
      return fillChoice(request, kind.values ?? [])
    case 'boolean':
      return fillBoolean(request)
    case 'number':
    case 'integer':
      return fillNumber(request)
    case 'date':
    case 'datetime':
      return fillDate(request)
    case 'list':
      return fillList(request)
    case 'object':
      return fillObject(request)
    case 'string':
      return fillText(request)
  }
}

/**
 * Fills one field: where the task is to take fields out of a text word for word, what the text
 * states under its name; else by the procedure of its type. What comes out is within the limits
 * that the prompt states.
 */
export const fillField = (request: FillRequest): Filled =>
  applyLimits(statedValue(request) ?? byType(request), request)

const isReasoning = (field: TaskField): boolean =>
  field.kind.type === 'string' && REASONING.test(field.name)
const isConfidence = (field: TaskField): boolean => CONFIDENCE.test(field.name)

/**
 * Fills every requested field: answers first, then confidences, then the reasoning that names their
 * evidence. Returned in the order asked for.
 */
export const fill = (task: PromptTask, variation: Variation): Record<string, unknown> => {
  const act = actOf(task, fillField)
  if (act) return act
  const filled = new Map<string, Filled>()
  const requestOf = (field: TaskField): FillRequest => ({
    field,
    task,
    variation,
    filled,
    fillPart: fillField,
  })
  const answers = task.outputs.filter((field) => !isReasoning(field))
  for (const field of [
    ...answers.filter((answer) => !isConfidence(answer)),
    ...answers.filter(isConfidence),
  ])
    filled.set(field.name, fillField(requestOf(field)))
  const reasoning = (field: TaskField) =>
    applyLimits({ value: explainAnswers(filled, task), confidence: 1 }, requestOf(field)).value
  return Object.fromEntries(
    task.outputs.map((field) => [
      field.name,
      isReasoning(field) ? reasoning(field) : filled.get(field.name)?.value,
    ]),
  )
}
