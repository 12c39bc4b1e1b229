import type { PromptTask, TaskField } from '../task.ts'
import type { Variation } from '../variation.ts'

/**
 * One field to fill: the field, the task it belongs to, and what the fields before it were filled
 * with.
 */
export interface FillRequest {
  readonly field: TaskField
  readonly task: PromptTask
  readonly variation: Variation
  readonly filled: ReadonlyMap<string, Filled>
  /** Fills a part of this field: an item, a property. */
  readonly fillPart: FillField
}

export type FillField = (request: FillRequest) => Filled

/** A value, and the words of the prompt it rests on. */
export interface Filled {
  readonly value: unknown
  /** A quotation or a remark; what a `reasoning` field names. */
  readonly evidence?: string
  /** From 0 to 1: how well the evidence fits. */
  readonly confidence: number
  /** Whether the input holds no value: null where null may be. */
  readonly absent?: boolean
}

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  single: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
}

/** `five`, `5` or `3-5` as a number (the upper end of a range); undefined for other words. */
const countOf = (text: string): number | undefined => {
  const range = /(\d+)\s*(?:-|–|to)\s*(\d+)/.exec(text)
  if (range) return Number(range[2])
  return /^\d+$/.test(text) ? Number(text) : NUMBERS[text.toLowerCase()]
}

/**
 * How many of a thing a text asks for: `two sentences`, `at most 12 words`, `five lowercase
 * keywords`.
 */
export const askedCount = (
  text: string,
  noun: string,
): { readonly count: number; readonly limit: boolean } | undefined => {
  const pattern = new RegExp(
    `(at most|up to|no more than|fewer than|under|within|maximum(?: of)?|max\\.?)?\\s*\\b(\\d+\\s*(?:-|–|to)\\s*\\d+|\\d+|[a-z]+)[ -]+(?:[a-z-]+\\s+){0,2}?(?:${noun})\\b(\\s+(?:or (?:less|fewer)|at most|max))?`,
    'gi',
  )
  for (const match of text.matchAll(pattern)) {
    const count = countOf(match[2] ?? '')
    if (count !== undefined) return { count, limit: Boolean(match[1] ?? match[3]) }
  }
  return undefined
}

/** What the prompt says of a field: its description, then the instructions. */
export const saidOf = (request: FillRequest): string =>
  `${request.field.description}\n${request.task.instructions}`

/** The demonstrations' values of a field, each with the input it was given for. */
export const demoValues = (
  request: FillRequest,
): { readonly value: string; readonly input: Readonly<Record<string, string>> }[] =>
  request.task.demos.flatMap((demo) => {
    const value = demo.output[request.field.name]
    return value ? [{ value, input: demo.input }] : []
  })

/** All input values as one text. */
export const inputText = (input: Readonly<Record<string, string>>): string =>
  Object.values(input).join('\n\n')

const QUESTION = /^(?:question|query|ask|problem|q)$/i
const LETTER = /^(?:prompt|request|message)$/i

/**
 * The input that asks: one named so, else one that ends with a question mark; a message or request
 * too where there are others. Undefined where none does.
 */
export const questionOf = (query: Readonly<Record<string, string>>): string | undefined => {
  const entries = Object.entries(query)
  const nameMatch =
    entries.find(([name]) => QUESTION.test(name)) ??
    entries.find(([, value]) => value.length < 400 && /[?？]\s*$/.test(value)) ??
    (entries.length > 1 ? entries.find(([name]) => LETTER.test(name)) : undefined)
  return nameMatch?.[0]
}

/** All input values but the question as one text; where there is no other, the question. */
export const contextOf = (query: Readonly<Record<string, string>>): string => {
  const question = questionOf(query)
  const others = Object.entries(query).flatMap(([name, value]) =>
    name === question ? [] : [value],
  )
  return others.length ? others.join('\n\n') : inputText(query)
}

/** The longest input value: what a summary is of. */
export const mainInput = (input: Readonly<Record<string, string>>): string =>
  Object.values(input).reduce(
    (longest, value) => (value.length > longest.length ? value : longest),
    '',
  )

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor((numbers.length - 1) / 2)] ?? 0
