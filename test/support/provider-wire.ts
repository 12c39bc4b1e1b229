import type { ProviderReply } from './provider-reply.ts'

type TextReply = Extract<ProviderReply, { kind: 'text' }>
type Wire = (reply: TextReply, model: string) => unknown

const calls = (reply: TextReply) =>
  (reply.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${index + 1}`,
    name: call.name,
    arguments: call.arguments,
  }))

const chat: Wire = (reply, model) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 0,
  model,
  choices: [
    {
      index: 0,
      finish_reason: calls(reply).length
        ? 'tool_calls'
        : reply.finish === 'content-filter'
          ? 'content_filter'
          : (reply.finish ?? 'stop'),
      message: {
        role: 'assistant',
        content: reply.text,
        ...(calls(reply).length
          ? {
              tool_calls: calls(reply).map(({ id, ...call }) => ({
                id,
                type: 'function',
                function: call,
              })),
            }
          : {}),
      },
    },
  ],
  usage: {
    prompt_tokens: reply.inputTokens ?? 11,
    completion_tokens: reply.outputTokens ?? 7,
    total_tokens: (reply.inputTokens ?? 11) + (reply.outputTokens ?? 7),
  },
})

const responses: Wire = (reply, model) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 0,
  status: reply.finish === 'length' ? 'incomplete' : 'completed',
  incomplete_details: reply.finish === 'length' ? { reason: 'max_output_tokens' } : null,
  error: null,
  model,
  output: [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: reply.text, annotations: [] }],
    },
    ...calls(reply).map((call) => ({
      type: 'function_call',
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
      status: 'completed',
    })),
  ],
  usage: {
    input_tokens: reply.inputTokens ?? 11,
    output_tokens: reply.outputTokens ?? 7,
    total_tokens: 18,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  },
})

const STOP = { stop: 'end_turn', length: 'max_tokens', 'content-filter': 'refusal' } as const

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const messages: Wire = (reply, model) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model,
  content: [
    ...(reply.text ? [{ type: 'text', text: reply.text }] : []),
    ...calls(reply).map((call) => ({
      type: 'tool_use',
      id: call.id,
      name: call.name,
      input: parsed(call.arguments),
    })),
  ],
  stop_reason: calls(reply).length ? 'tool_use' : STOP[reply.finish ?? 'stop'],
  stop_sequence: null,
  usage: { input_tokens: reply.inputTokens ?? 11, output_tokens: reply.outputTokens ?? 7 },
})

/** How each protocol writes an answer, by the end of its path. */
export const wires: Readonly<Record<string, Wire>> = {
  'chat/completions': chat,
  responses,
  messages,
}

export const embeddings = (
  input: readonly string[],
  dimensions: number,
  model: string,
): unknown => ({
  object: 'list',
  model,
  data: input.map((value, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: dimensions }, (_, at) =>
      at === value.length % dimensions ? 1 : 0,
    ),
  })),
  usage: { prompt_tokens: 3, total_tokens: 3 },
})

export const errorBody = (protocol: string, message: string, code: string | undefined): unknown =>
  protocol === 'messages'
    ? { type: 'error', error: { type: code ?? 'api_error', message } }
    : { error: { message, type: code ?? 'api_error', code: code ?? null, param: null } }
