import type { SignatureInfo } from '../../signature/signature.ts'
import type { LmMessage, LmResponse } from '../language-model.ts'
import type { Adapter, Demo, FormatRequest } from './adapter.ts'
import { incompleteNotice, type OrderedDemo, orderDemos, present } from './demo-order.ts'
import { type NamedField, type SignatureFields, signatureFields } from './named-field.ts'
import { readOutputs } from './read-outputs.ts'
import type { Source } from './parse/fit.ts'
import type { Loose } from './parse/loose.ts'
import { assertFinished } from './finished.ts'

type Values = Readonly<Record<string, unknown>>

/** An answer cut into fields. */
export interface Reading {
  /** What was said for each output, as often as it was: text, or what JSON or XML held. */
  readonly values: ReadonlyMap<string, readonly Loose[]>
  readonly source: Source
  /** Whether something stands under a name that no output has: then a missing output may have been said under that name. */
  readonly hasUnknown: boolean
  /** Whether the answer ends as it was asked to. */
  readonly ended: boolean
  /** Whether nothing of the outputs can be missing, even where the answer was cut off. */
  readonly whole: boolean
  /** Why the answer cannot be taken. */
  readonly problem?: string
}

/** A reading that found nothing to take. */
export const unreadable = (problem: string): Reading => ({ values: new Map(), source: 'text', hasUnknown: false, ended: false, whole: false, problem })

/** What is particular to an adapter; the order of messages, demos, casting and errors are the same for all. */
export interface Layout {
  readonly name: string
  system(fields: SignatureFields): string
  inputs(fields: readonly NamedField[], values: Values): string
  /** The reminder at the end of the question. */
  request(fields: SignatureFields): string
  /** Fields without a value are marked as not supplied. */
  answer(fields: readonly NamedField[], values: Values): string
  read(text: string, fields: SignatureFields): Reading
}

/** An adapter of a layout. System message and demos are rendered once for each signature and list of demos. */
export const adapterOf = (layout: Layout, rest: Pick<Adapter, 'fallback' | 'responseFormat' | 'read' | 'isWhole'> = {}): Adapter => {
  const prefixes = new WeakMap<SignatureInfo, WeakMap<readonly Demo[], readonly LmMessage[]>>()
  const prefix = (info: SignatureInfo, demos: readonly Demo[]) => {
    const byDemos = prefixes.get(info) ?? new WeakMap<readonly Demo[], readonly LmMessage[]>()
    prefixes.set(info, byDemos)
    const made = byDemos.get(demos) ?? Object.freeze(prefixMessages(layout, signatureFields(info), demos))
    byDemos.set(demos, made)
    return made
  }
  return Object.freeze({
    name: layout.name,
    format: ({ signature, demos, input, problem }: FormatRequest) => [
      ...prefix(signature, demos),
      question(layout, signatureFields(signature), input, problem),
    ],
    formatAnswer: (signature: SignatureInfo, output: Values) => answer(layout, signatureFields(signature).outputs, output),
    parse: (signature: SignatureInfo, response: LmResponse) => {
      const fields = signatureFields(signature)
      const reading = readingOf(layout, response, fields)
      assertFinished(response, () => reading.whole && reading.problem === undefined)
      return readOutputs(layout.name, fields.outputs, response.text, reading)
    },
    isWhole: (signature: SignatureInfo, response: LmResponse) => {
      const { whole, problem } = readingOf(layout, response, signatureFields(signature))
      return whole && problem === undefined
    },
    ...rest,
  })
}

/** An answer without its end mark counts where the provider says that the model stopped by itself. One that ended for a reason nobody knows may be cut off. */
const readingOf = (layout: Layout, { text, finishReason }: LmResponse, fields: SignatureFields): Reading => {
  if (!text.trim()) return unreadable('the model returned an empty response')
  const reading = layout.read(text, fields)
  const isOpen = finishReason === 'other' && !reading.ended && reading.problem === undefined
  return isOpen ? unreadable('the answer has no end mark, and the provider does not say that it came to its end') : reading
}

const prefixMessages = (layout: Layout, fields: SignatureFields, demos: readonly Demo[]): LmMessage[] => [
  { role: 'system', content: layout.system(fields) },
  ...orderDemos(fields, demos).flatMap((demo) => demoMessages(layout, fields, demo)),
]

const join = (...parts: readonly string[]): string => parts.filter(Boolean).join('\n\n').trim()

const demoMessages = (layout: Layout, { inputs, outputs }: SignatureFields, { demo, complete }: OrderedDemo): LmMessage[] => [
  { role: 'user', content: join(complete ? '' : incompleteNotice, layout.inputs(present(inputs, demo.input), demo.input)) },
  { role: 'assistant', content: answer(layout, outputs, demo.output) },
]

const answer = (layout: Layout, outputs: readonly NamedField[], values: Values): string => {
  const supplied = present(outputs, values)
  return layout.answer(outputs, Object.fromEntries(supplied.map(({ name }) => [name, values[name]])))
}

const refusal = (problem: string | undefined): string => (problem === undefined ? '' : `An answer that was given before could not be read: ${problem}.`)

const question = (layout: Layout, fields: SignatureFields, values: Values, problem: string | undefined): LmMessage => {
  const given = fields.inputs.filter(({ name }) => Object.hasOwn(values, name) && values[name] !== undefined)
  return { role: 'user', content: join(layout.inputs(given, values), layout.request(fields), refusal(problem)) }
}
