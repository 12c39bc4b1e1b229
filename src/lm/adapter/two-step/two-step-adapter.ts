import { AdapterParseError } from '../../../error/adapter-parse-error.ts'
import type { SignatureInfo } from '../../../signature/signature.ts'
import { t } from '../../../type/t.ts'
import type { LanguageModel, LmResponse } from '../../language-model.ts'
import type { Adapter, Generate } from '../adapter.ts'
import { chatAdapter, chatLayout } from '../chat/chat-adapter.ts'
import { notSupplied } from '../demo-order.ts'
import { describeFields } from '../describe-fields.ts'
import { formatValue } from '../format-value.ts'
import { adapterOf, type Layout } from '../layout.ts'
import type { NamedField, SignatureFields } from '../named-field.ts'

type Values = Readonly<Record<string, unknown>>
const lines = (fields: readonly NamedField[], values: Values): string =>
  fields.map((field) => `${field.name}: ${Object.hasOwn(values, field.name) ? formatValue(field, values[field.name]) : notSupplied.trim()}`).join('\n\n')

const system = ({ inputs, outputs, instructions }: SignatureFields): string =>
  [
    'You are a helpful assistant that can solve tasks based on user input.',
    `As input, you will be provided with:\n${describeFields(inputs)}`,
    `Your outputs must contain:\n${describeFields(outputs)}`,
    'You should lay out your outputs in detail so that your answer can be understood by another agent',
    `Specific instructions: ${instructions}`,
  ].join('\n')

const layout: Layout = { name: 'two-step', system, inputs: lines, request: () => '', answer: lines, read: chatLayout.read }

const extractions = new WeakMap<SignatureInfo, SignatureInfo>()

/** The second step as a signature: the first answer in, the outputs out. */
const extraction = (info: SignatureInfo): { readonly signature: SignatureInfo; readonly source: string } => {
  const known = extractions.get(info)
  if (known) return { signature: known, source: Object.keys(known.input)[0]! }
  let source = 'text'
  while (Object.hasOwn(info.output, source)) source += '_'
  const wanted = Object.keys(info.output)
    .map((name) => `\`${name}\``)
    .join(', ')
  const signature: SignatureInfo = Object.freeze({
    name: info.name,
    instructions: `The input is a text that should contain all the necessary information to produce the fields ${wanted}. Your job is to extract the fields from the text verbatim. Extract precisely the appropriate value (content) for each field.`,
    input: { [source]: t.text() },
    output: info.output,
  })
  extractions.set(info, signature)
  return { signature, source }
}

const noDemos = Object.freeze([])

const extract = async (
  adapter: Adapter,
  info: SignatureInfo,
  text: string,
  generate: Generate,
  lm: LanguageModel | undefined,
): Promise<Record<string, unknown>> => {
  const { signature, source } = extraction(info)
  const responseFormat = lm && adapter.responseFormat?.(signature, lm)
  const response = await generate(
    { messages: adapter.format({ signature, demos: noDemos, input: { [source]: text } }), ...(responseFormat ? { responseFormat } : {}) },
    lm,
  )
  try {
    return adapter.parse(signature, response)
  } catch (error) {
    if (error instanceof AdapterParseError && adapter.fallback) return extract(adapter.fallback, info, text, generate, lm)
    throw error
  }
}

/**
 * Lets a model answer freely (reasoning models do better so), and has a second call read the fields out of the answer:
 * by `extractionLm`, else by the run's own model. Fails with `AdapterParseError` when neither the chat nor the JSON form of that second answer can be read.
 */
export const twoStepAdapter = (extractionLm?: LanguageModel): Adapter =>
  adapterOf(layout, {
    read: async (info: SignatureInfo, response: LmResponse, generate: Generate) => {
      const failed = (actual: readonly string[], reason: string, cause?: unknown) =>
        new AdapterParseError({ adapter: layout.name, response: response.text, expected: Object.keys(info.output), actual, reason, cause })
      if (!response.text.trim()) throw failed([], 'the model returned an empty response')
      try {
        return await extract(chatAdapter, info, response.text, generate, extractionLm)
      } catch (error) {
        if (!(error instanceof AdapterParseError)) throw error
        throw failed(error.actual, 'failed to parse response from the original completion', error)
      }
    },
  })
