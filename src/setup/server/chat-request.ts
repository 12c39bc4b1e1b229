import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import { safeParse } from '../../offline/prompt/kind.ts'
import { clip } from '../../text/shown.ts'
import type { RecordOf } from '../../type/field.ts'
import { t } from '../../type/t.ts'
import { RefusedRequestError } from './openai-error.ts'
import { anyObject, anyText, either, exact, listOf, open, readBody } from './wire.ts'

const flag = exact(t.boolean())
const isFunction = exact(t.oneOf('function'))
const count = (max?: number) => exact(t.integer({ min: 1, ...(max ? { max } : {}) }))
const upTo = (max: number) => exact(t.float({ min: 0, max }))

const toolCall = open({ id: anyText, function: open({ name: anyText, arguments: anyText }) })
const message = open({
  role: exact(t.oneOf('system', 'developer', 'user', 'assistant', 'tool')),
  content: either(
    anyText,
    listOf(open({ type: anyText, text: anyText.nullable() })),
    'text or a list of parts',
  ).nullable(),
  tool_calls: listOf(toolCall).nullable(),
  tool_call_id: anyText.nullable(),
})
const tool = open({
  type: isFunction,
  function: open({
    name: anyText,
    description: anyText.nullable(),
    parameters: anyObject.nullable(),
  }),
})
const format = open(
  {
    type: exact(t.oneOf('text', 'json_object', 'json_schema')),
    json_schema: open({ name: anyText.nullable(), schema: anyObject }).nullable(),
  },
  ({ type, json_schema }) => (type === 'json_schema' && !json_schema ? 'json_schema' : undefined),
)
const toolChoice = either(
  exact(t.oneOf('auto', 'none', 'required')),
  open({ type: isFunction, function: open({ name: anyText }) }),
  'a word or an object',
)

const fields = {
  model: anyText,
  messages: listOf(message, { minLength: 1 }),
  stream: flag.nullable(),
  stream_options: open({ include_usage: flag.nullable() }).nullable(),
  n: count(128).nullable(),
  temperature: upTo(2).nullable(),
  top_p: upTo(1).nullable(),
  max_tokens: count().nullable(),
  max_completion_tokens: count().nullable(),
  seed: exact(t.integer()).nullable(),
  stop: either(anyText, listOf(anyText, { maxLength: 16 }), 'text or a list of texts').nullable(),
  response_format: format.nullable(),
  tools: listOf(tool).nullable(),
  tool_choice: toolChoice.nullable(),
}
const chatRequest = open(fields)
export type ChatRequest = RecordOf<typeof fields>
type ChatMessage = ChatRequest['messages'][number]

export const readChatRequest = (body: unknown): ChatRequest => readBody(chatRequest, body)

const textOf = (parts: ChatMessage['content'], at: number): string => {
  if (parts === null) return ''
  if (typeof parts === 'string') return parts
  const other = parts.find((part) => part.type !== 'text')
  if (other)
    throw new RefusedRequestError(
      `messages.${at}.content`,
      `messages.${at}.content: parts of the type "${clip(other.type)}" are not supported, only text.`,
    )
  return parts.map((part) => part.text ?? '').join('\n')
}

const toolNames = (messages: readonly ChatMessage[]): ReadonlyMap<string, string> =>
  new Map(
    messages.flatMap((one) =>
      (one.tool_calls ?? []).map((call) => [call.id, call.function.name] as const),
    ),
  )

const promptOf = (
  one: ChatMessage,
  at: number,
  names: ReadonlyMap<string, string>,
): LanguageModelV4Message => {
  const text = textOf(one.content, at)
  if (one.role === 'system' || one.role === 'developer') return { role: 'system', content: text }
  if (one.role === 'user') return { role: 'user', content: [{ type: 'text', text }] }
  if (one.role === 'tool') {
    const id = one.tool_call_id ?? ''
    return {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: id,
          toolName: names.get(id) ?? '',
          output: { type: 'text', value: text },
        },
      ],
    }
  }
  const calls = (one.tool_calls ?? []).map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: call.function.name,
    input: safeParse(call.function.arguments) ?? call.function.arguments,
  }))
  return {
    role: 'assistant',
    content: [...(text ? [{ type: 'text' as const, text }] : []), ...calls],
  }
}

const formatOf = (
  requestFormat: ChatRequest['response_format'],
): Pick<LanguageModelV4CallOptions, 'responseFormat'> => {
  if (!requestFormat || requestFormat.type === 'text') return {}
  if (requestFormat.type === 'json_object') return { responseFormat: { type: 'json' } }
  const { name, schema } = requestFormat.json_schema!
  return { responseFormat: { type: 'json', schema, ...(name ? { name } : {}) } }
}

const toolsOf = (
  request: ChatRequest,
): Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'> => {
  if (!request.tools?.length) return {}
  const choice = request.tool_choice
  return {
    tools: request.tools.map((one) => ({
      type: 'function',
      name: one.function.name,
      description: one.function.description ?? '',
      inputSchema: (one.function.parameters ?? { type: 'object', properties: {} }) as never,
    })),
    ...(choice
      ? {
          toolChoice:
            typeof choice === 'string'
              ? { type: choice }
              : { type: 'tool', toolName: choice.function.name },
        }
      : {}),
  }
}

/**
 * A chat completion request as a provider model takes it. The `index`-th of `n` answers has a seed
 * of its own.
 */
export const callOptionsOf = (
  request: ChatRequest,
  index: number,
  abortSignal: AbortSignal,
): LanguageModelV4CallOptions => {
  const names = toolNames(request.messages)
  const maxOutputTokens = request.max_completion_tokens ?? request.max_tokens
  const several = (request.n ?? 1) > 1
  return {
    prompt: request.messages.map((one, at) => promptOf(one, at, names)),
    abortSignal,
    ...(maxOutputTokens ? { maxOutputTokens } : {}),
    ...(typeof request.temperature === 'number' ? { temperature: request.temperature } : {}),
    ...(typeof request.top_p === 'number' ? { topP: request.top_p } : {}),
    ...(typeof request.seed === 'number' || several ? { seed: (request.seed ?? 0) + index } : {}),
    ...(request.stop ? { stopSequences: [request.stop].flat() } : {}),
    ...formatOf(request.response_format),
    ...toolsOf(request),
  }
}
