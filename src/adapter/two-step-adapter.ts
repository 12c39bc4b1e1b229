import type { LanguageModel, LmResponse } from '../lm/language-model.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { AdapterParseError } from './adapter-parse-error.ts'
import type { Adapter, Generate } from './adapter.ts'
import { chatAdapter, chatLayout } from './chat-adapter.ts'
import { describeFields } from './describe-fields.ts'
import { formatValue } from './format-value.ts'
import { adapterOf, assertFinished, type Layout, notSupplied } from './layout.ts'
import type { NamedField, SignatureFields } from './named-field.ts'
import { spoken } from './parse/reasoning.ts'
import { perObject } from '../text/lazy.ts'

type Values = Readonly<Record<string, unknown>>
/** Further lines of a value are indented, so that none of them looks like a field. */
const indented = (text: string): string =>
  text.replaceAll(/\r\n?|[\n\v\f\u0085\u2028\u2029]/g, '\n    ')
const shown = (field: NamedField, values: Values): string =>
  Object.hasOwn(values, field.name)
    ? indented(formatValue(field, values[field.name]).trimEnd())
    : notSupplied.trim()

const lines = (fields: readonly NamedField[], values: Values): string =>
  fields.map((field) => `${field.name}: ${shown(field, values)}`).join('\n\n')

const system = ({ inputs, outputs, instructions }: SignatureFields): string =>
  [
    'You are a helpful assistant that can solve tasks based on user input.',
    `As input, you will be provided with:\n${describeFields(inputs)}`,
    'Each input begins with its name at the start of a line; the further lines of its value are indented.',
    `Your outputs must contain:\n${describeFields(outputs)}`,
    'You should lay out your outputs in detail so that your answer can be understood by another agent',
    `Specific instructions: ${instructions}`,
  ].join('\n')

const layout: Layout = {
  name: 'two-step',
  system,
  inputs: lines,
  request: () => '',
  answer: lines,
  read: chatLayout.read,
}

/** The second step as a signature: the first answer in, the outputs out. */
const extraction = perObject((info: SignatureInfo) => {
  let source = 'text'
  while (Object.hasOwn(info.output, source)) source += '_'
  const names = Object.keys(info.output)
    .map((name) => `\`${name}\``)
    .join(', ')
  const signature: SignatureInfo = Object.freeze({
    name: info.name,
    instructions: `The input is a text that should contain all the necessary information to produce the fields ${names}. Your job is to extract the fields from the text verbatim. Extract precisely the appropriate value (content) for each field.`,
    input: { [source]: t.text() },
    output: info.output,
  })
  return { signature, source }
})

const noDemos = Object.freeze([])

const extract = async (
  adapter: Adapter,
  info: SignatureInfo,
  text: string,
  generate: Generate,
  lm: LanguageModel | undefined,
  first?: AdapterParseError,
): Promise<Record<string, unknown>> => {
  const { signature, source } = extraction(info)
  const responseFormat = lm && adapter.responseFormat?.(signature, lm)
  const response = await generate(
    {
      messages: adapter.format({
        signature,
        demos: noDemos,
        input: { [source]: text },
        problem: first?.reason,
      }),
      ...(responseFormat ? { responseFormat } : {}),
    },
    lm,
  )
  try {
    return adapter.parse(signature, response)
  } catch (error) {
    if (!AdapterParseError.isInstance(error)) throw error
    if (first) throw error.after(first)
    if (!adapter.fallback) throw error
    return extract(adapter.fallback, info, text, generate, lm, error)
  }
}

/**
 * Lets a model answer freely, which suits reasoning models, and reads the fields from the answer
 * with a second call to `extractionLm`, or to the run's own model. Fails with `AdapterParseError`
 * if neither the chat nor the JSON form of that second answer can be read.
 */
export const twoStepAdapter = (extractionLm?: LanguageModel): Adapter =>
  adapterOf(layout, {
    isWhole: () => false,
    read: async (info: SignatureInfo, response: LmResponse, generate: Generate) => {
      const failed = (actual: readonly string[], reason: string, cause?: unknown) =>
        new AdapterParseError({
          adapter: layout.name,
          response: response.text,
          expected: Object.keys(info.output),
          actual,
          reason,
          cause,
        })
      assertFinished(response, () => false)
      const { text } = spoken(
        response.text,
        () => -1,
        () => false,
      )
      if (!text?.trim()) throw failed([], 'the model returned an empty response')
      try {
        return await extract(chatAdapter, info, text, generate, extractionLm)
      } catch (error) {
        if (!AdapterParseError.isInstance(error)) throw error
        throw failed(
          error.actual,
          `the fields cannot be read from the answer: ${error.reason ?? 'no reason is known'}`,
          error,
        )
      }
    },
  })
