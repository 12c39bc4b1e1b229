import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import type { LanguageModel } from '../lm/language-model.ts'
import { languageModel, type LanguageModelOptions } from '../lm/provider/provider-model.ts'
import { lazy } from '../text/lazy.ts'
import type { PromptMessage } from './prompt/layouts.ts'

/**
 * Loaded at the first call, since most programs that import this model with others never call it.
 */
const replies = lazy(() => import('./reply.ts'))

const CHARACTERS_PER_TOKEN = 4

/**
 * The estimate that the offline model reports as usage: a token for every four characters, rounded
 * up.
 */
export const estimateTokens = (characters: number): number =>
  Math.ceil(characters / CHARACTERS_PER_TOKEN)

const textOf = (content: LanguageModelV4Prompt[number]['content']): string => {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      if (part.type === 'text') return part.text
      if (part.type !== 'tool-result') return ''
      return 'value' in part.output
        ? typeof part.output.value === 'string'
          ? part.output.value
          : JSON.stringify(part.output.value)
        : 'denied'
    })
    .filter(Boolean)
    .join('\n')
}

const messagesOf = (prompt: LanguageModelV4Prompt): PromptMessage[] =>
  prompt.map((message) => ({
    role: message.role,
    text: textOf(message.content),
    toolCalls:
      message.role === 'assistant'
        ? message.content.flatMap((part) =>
            part.type === 'tool-call'
              ? [
                  {
                    id: part.toolCallId,
                    name: part.toolName,
                    arguments: JSON.stringify(part.input),
                  },
                ]
              : [],
          )
        : [],
  }))

interface Cut {
  readonly content: LanguageModelV4Content
  readonly cut: boolean
}

const limit = (content: LanguageModelV4Content, options: LanguageModelV4CallOptions): Cut => {
  if (content.type !== 'text') return { content, cut: false }
  const stops = (options.stopSequences ?? [])
    .map((stop) => content.text.indexOf(stop))
    .filter((at) => at >= 0)
  const text = stops.length
    ? content.text.slice(
        0,
        stops.reduce((first, at) => Math.min(first, at)),
      )
    : content.text
  const longest = (options.maxOutputTokens ?? Number.POSITIVE_INFINITY) * CHARACTERS_PER_TOKEN
  return { content: { type: 'text', text: text.slice(0, longest) }, cut: text.length > longest }
}

const length = (content: LanguageModelV4Content): number =>
  content.type === 'text'
    ? content.text.length
    : content.type === 'tool-call'
      ? content.input.length + content.toolName.length
      : 0

const generate = async (
  options: LanguageModelV4CallOptions,
): Promise<LanguageModelV4GenerateResult> => {
  options.abortSignal?.throwIfAborted()
  const messages = messagesOf(options.prompt)
  const variation = { temperature: options.temperature ?? 0, seed: options.seed }
  const { reply } = await replies()
  const { content, cut } = limit(reply(options, messages, variation), options)
  const input = estimateTokens(
    messages.reduce((sum, message) => sum + message.text.length, 0) +
      (options.tools ? JSON.stringify(options.tools).length : 0),
  )
  const output = estimateTokens(length(content))
  const reason = cut ? 'length' : content.type === 'tool-call' ? 'tool-calls' : 'stop'
  return {
    content: [content],
    finishReason: { unified: reason, raw: reason },
    usage: {
      inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: output, text: output, reasoning: 0 },
    },
    warnings: [],
  }
}

const stream = async (
  options: LanguageModelV4CallOptions,
): Promise<{ stream: ReadableStream<LanguageModelV4StreamPart> }> => {
  const { content, finishReason, usage } = await generate(options)
  return {
    stream: new ReadableStream({
      start(controller) {
        controller.enqueue({ type: 'stream-start', warnings: [] })
        for (const part of content) {
          if (part.type === 'tool-call') controller.enqueue(part)
          if (part.type !== 'text') continue
          controller.enqueue({ type: 'text-start', id: '0' })
          for (const delta of part.text.match(/\S+\s*|\s+/g) ?? [])
            controller.enqueue({ type: 'text-delta', id: '0', delta })
          controller.enqueue({ type: 'text-end', id: '0' })
        }
        controller.enqueue({ type: 'finish', finishReason, usage })
        controller.close()
      },
    }),
  }
}

/**
 * The deterministic language model as a model object of the AI SDK. It reads only the rendered
 * prompt, finds the requested fields, and fills them with fixed procedures (extraction, nearest
 * demonstration, overlap, arithmetic). It is not intelligent, but better demonstrations and
 * instructions produce better answers. With `temperature` above 0 and a `seed`, equal seeds produce
 * equal answers, and other seeds may produce others.
 */
export const offlineModel = (): LanguageModelV4 => ({
  specificationVersion: 'v4',
  provider: 'ashlar',
  modelId: 'offline',
  supportedUrls: {},
  doGenerate: generate,
  doStream: stream,
})

/**
 * A deterministic language model that needs no key, no server and no download. It reads only the
 * rendered prompt, finds the requested fields and their types, and fills them with fixed
 * procedures: sentence ranking for summaries, candidate phrases for keywords, nearest demonstration
 * and overlap with the label's description for choices, the clause that covers the question for yes
 * or no, the best-matching sentence for answers, labels and spans of the input for strings and
 * lists, the number next to its noun or arithmetic for numbers. It respects the limits that the
 * prompt states, and says if it is asked for what it cannot do. It is not intelligent, but better
 * demonstrations and instructions produce better answers. Answers vary only with a temperature
 * above 0 and a rollout id or seed. Usage is an estimate: one token for every four characters.
 * @example
 * configure({ lm: offline() })
 */
export const offline = (
  options: Omit<LanguageModelOptions, 'seedFromRollout'> = {},
): LanguageModel => languageModel(offlineModel(), { retries: 0, ...options, seedFromRollout: true })
