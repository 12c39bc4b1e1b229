import { AdapterParseError } from '../../../src/adapter/adapter-parse-error.ts'
import { LmContentFilterError, LmOutputLimitError } from '../../../src/error/lm-error.ts'
import type { Adapter } from '../../../src/adapter/adapter.ts'
import { escapeMarkers } from '../../../src/adapter/marker.ts'
import type { LmResponse } from '../../../src/lm/language-model.ts'
import { deepEqual } from '../../../src/text/deep-equal.ts'
import { fieldOf } from '../../../src/type/field.ts'
import type { Type } from '../../../src/type/type.ts'
import type { Answer } from './answers.ts'
import type { Disturbed } from './disturbance.ts'

/**
 * What came of a reply with one thing wrong in it.
 * - `right`: the value that was meant; `refused`: a typed error.
 * - `another answer`: another value, and the reply is what a model would write that means it.
 *   Nobody could tell.
 * - `another text`: the disturbance is within a text, and that text alone is another.
 * - `beside a text`: a text took in what slipped in between it and its tag or marker (a word on the
 *   marker's line). It may as well have been a part of it.
 * - `shorter value`: what is left of a value is a value, with blanks or zeros beside it: `"A "` of
 *   `"A+"`, `20.0` of `200`, `[1, ]` of `[1, 2]`.
 * - `wrong`: any other value.
 */
export type Outcome =
  | 'right'
  | 'refused'
  | 'another answer'
  | 'another text'
  | 'beside a text'
  | 'shorter value'
  | 'wrong'

type Values = Readonly<Record<string, unknown>>

export const responseOf = (
  text: string,
  finishReason: LmResponse['finishReason'] = 'stop',
): LmResponse => ({
  text,
  toolCalls: [],
  finishReason,
  usage: { calls: 1, cacheHits: 0, inputTokens: 0, outputTokens: 0 },
  model: 'test/reply',
  cached: false,
})

/**
 * The outputs, or undefined where the adapter refuses the reply with an error of its own. Any other
 * error fails the test.
 */
export const read = (
  adapter: Adapter,
  { signature }: Answer,
  response: LmResponse,
): Values | undefined => {
  try {
    return adapter.parse(signature, response)
  } catch (error) {
    if (
      error instanceof AdapterParseError ||
      error instanceof LmOutputLimitError ||
      error instanceof LmContentFilterError
    )
      return undefined
    throw error
  }
}

const squeezed = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')

/** Whether a model that meant these outputs would write this reply, or begin with it. */
export const states = (
  adapter: Adapter,
  { signature }: Answer,
  output: Values,
  text: string,
): boolean => squeezed(adapter.formatAnswer(signature, output)) === squeezed(text)
export const beginsWith = (
  adapter: Adapter,
  { signature }: Answer,
  output: Values,
  text: string,
): boolean => squeezed(adapter.formatAnswer(signature, output)).startsWith(squeezed(text))

const isFreeText = ({ jsonSchema }: Type<unknown>): boolean =>
  jsonSchema.type === 'string' && jsonSchema.enum === undefined && jsonSchema.format === undefined

/**
 * The free texts among the outputs, at any depth; the word for null in the place of one is a text
 * as well.
 */
const textsOf = (type: Type<unknown>, value: unknown): string[] => {
  if (value === null && isFreeText(type)) return ['null']
  if (typeof value === 'string') return isFreeText(type) || type.name === 'map' ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(type.of ?? type, item))
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  const fields = (type.constraints.fields ?? {}) as Record<string, never>
  return Object.entries(value).flatMap(([key, part]) => [
    ...(fields[key] ? [] : [key]),
    ...textsOf(fields[key] ? (fieldOf(fields[key]).type as Type<unknown>) : type, part),
  ])
}

const occurrences = (reply: string, part: string): (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = []
  for (let at = reply.indexOf(part); at >= 0; at = reply.indexOf(part, at + 1))
    found.push([at, at + part.length])
  return found
}

/** Where the free texts stand in a reply, as the adapters write them. */
const placesOf = (reply: string, texts: readonly string[]): (readonly [number, number])[] =>
  texts.flatMap((text) => {
    const forms = [
      text,
      escapeMarkers(text),
      JSON.stringify(text).slice(1, -1),
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    ]
    return [...new Set(forms)].flatMap((form) => occurrences(reply, form))
  })

const allTexts = ({ signature, output }: Answer): string[] =>
  Object.entries(signature.output).flatMap(([name, like]) =>
    textsOf(fieldOf(like).type as Type<unknown>, output[name]),
  )

/** Whether two values are the same but for their texts. */
const sameButTexts = (left: unknown, right: unknown): boolean => {
  if (typeof left === 'string' && (typeof right === 'string' || right === null)) return true
  if (Array.isArray(left) && Array.isArray(right))
    return (
      left.length === right.length && left.every((item, index) => sameButTexts(item, right[index]))
    )
  if (
    typeof left !== 'object' ||
    typeof right !== 'object' ||
    left === null ||
    right === null ||
    left instanceof Date ||
    right instanceof Date
  )
    return deepEqual(left, right)
  // A key of a free object is a text as well, and may be another.
  const [mine, theirs] = [
    left as Readonly<Record<string, unknown>>,
    right as Readonly<Record<string, unknown>>,
  ]
  const inOrder = (one: object, other: object) =>
    Object.keys(one).toSorted(
      (a, b) =>
        Number(Object.hasOwn(other, b)) - Number(Object.hasOwn(other, a)) || (a < b ? -1 : 1),
    )
  const [mineKeys, theirKeys] = [inOrder(mine, theirs), inOrder(theirs, mine)]
  return (
    mineKeys.length === theirKeys.length &&
    mineKeys.every((key, index) => sameButTexts(mine[key], theirs[theirKeys[index]!]))
  )
}

/** What came of a disturbed reply. */
export const outcomeOf = (
  adapter: Adapter,
  answer: Answer,
  reply: string,
  { text, from, to }: Disturbed,
): Outcome => {
  const output = read(adapter, answer, responseOf(text))
  if (!output) return 'refused'
  if (deepEqual(output, answer.output)) return 'right'
  if (states(adapter, answer, output, text)) return 'another answer'
  if (!sameButTexts(output, answer.output))
    return isShorter(adapter, answer, output, text) ? 'shorter value' : 'wrong'
  return placesOf(reply, allTexts(answer)).some(([start, end]) => from >= start && to <= end)
    ? 'another text'
    : 'beside a text'
}

const withoutBlanks = (text: string): string =>
  text.replaceAll(/\s+|(?<=\d)\.0+(?!\d)|,(?=\s*\])/g, '')

/** Whether the reply states the value but for blanks, zeros behind a point and a last comma. */
const isShorter = (
  adapter: Adapter,
  { signature }: Answer,
  output: Values,
  text: string,
): boolean => withoutBlanks(adapter.formatAnswer(signature, output)) === withoutBlanks(text)
