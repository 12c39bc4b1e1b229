import * as z from 'zod'
import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import { clip } from '../../type/shown.ts'
import { safeParse } from '../offline/prompt/kind.ts'
import { RefusedRequest } from './openai-error.ts'

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).nullish()
const toolCall = z.looseObject({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content,
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().optional(),
})
const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), description: z.string().nullish(), parameters: z.record(z.string(), z.unknown()).nullish() }),
})
const format = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }) }),
])

const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  response_format: format.nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) })])
    .nullish(),
})
export type ChatRequest = z.infer<typeof chatRequest>
type ChatMessage = ChatRequest['messages'][number]

/** Checks a body against the protocol; the first thing wrong is said with its path. */
export const checked = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = (issue?.path ?? []).join('.')
  throw new RefusedRequest(path, `${clip(path, 200) || 'The body'}: ${clip(issue?.message ?? 'not valid', 300)}.`)
}

export const readChatRequest = (body: unknown): ChatRequest => checked(chatRequest, body)

const textOf = (parts: ChatMessage['content'], at: number): string => {
  if (parts === null || parts === undefined) return ''
  if (typeof parts === 'string') return parts
  const other = parts.find((part) => part.type !== 'text')
  if (other) throw new RefusedRequest(`messages.${at}.content`, `messages.${at}.content: parts of the type "${clip(other.type)}" are not supported, only text.`)
  return parts.map((part) => part.text ?? '').join('\n')
}

const toolNames = (messages: readonly ChatMessage[]): ReadonlyMap<string, string> =>
  new Map(messages.flatMap((one) => (one.tool_calls ?? []).map((call) => [call.id, call.function.name] as const)))

const promptOf = (one: ChatMessage, at: number, names: ReadonlyMap<string, string>): LanguageModelV4Message => {
  const text = textOf(one.content, at)
  if (one.role === 'system' || one.role === 'developer') return { role: 'system', content: text }
  if (one.role === 'user') return { role: 'user', content: [{ type: 'text', text }] }
  if (one.role === 'tool') {
    const id = one.tool_call_id ?? ''
    return { role: 'tool', content: [{ type: 'tool-result', toolCallId: id, toolName: names.get(id) ?? '', output: { type: 'text', value: text } }] }
  }
  const calls = (one.tool_calls ?? []).map((call) => ({
    type: 'tool-call' as const,
    toolCallId: call.id,
    toolName: call.function.name,
    input: safeParse(call.function.arguments) ?? call.function.arguments,
  }))
  return { role: 'assistant', content: [...(text ? [{ type: 'text' as const, text }] : []), ...calls] }
}

const formatOf = (asked: ChatRequest['response_format']): Pick<LanguageModelV4CallOptions, 'responseFormat'> => {
  if (!asked || asked.type === 'text') return {}
  if (asked.type === 'json_object') return { responseFormat: { type: 'json' } }
  const { name, schema } = asked.json_schema
  return { responseFormat: { type: 'json', schema: schema as never, ...(name ? { name } : {}) } }
}

const toolsOf = (request: ChatRequest): Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'> => {
  if (!request.tools?.length) return {}
  const choice = request.tool_choice
  return {
    tools: request.tools.map((one) => ({
      type: 'function',
      name: one.function.name,
      description: one.function.description ?? '',
      inputSchema: (one.function.parameters ?? { type: 'object', properties: {} }) as never,
    })),
    ...(choice ? { toolChoice: typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name } } : {}),
  }
}

/** A chat completion request as a provider model takes it. The `index`-th of `n` answers has a seed of its own. */
export const callOptionsOf = (request: ChatRequest, index: number, abortSignal: AbortSignal): LanguageModelV4CallOptions => {
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
