import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider'

const FINISH: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
}

const toolCallsOf = (result: LanguageModelV4GenerateResult) =>
  result.content.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.toolCallId,
            type: 'function',
            function: { name: part.toolName, arguments: part.input },
          },
        ]
      : [],
  )

const textOf = (result: LanguageModelV4GenerateResult): string =>
  result.content.map((part) => (part.type === 'text' ? part.text : '')).join('')

const usageOf = (results: readonly LanguageModelV4GenerateResult[]) => {
  const prompt = results[0]?.usage.inputTokens.total ?? 0
  const completion = results.reduce(
    (sum, result) => sum + (result.usage.outputTokens.total ?? 0),
    0,
  )
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

export interface Envelope {
  readonly id: string
  readonly created: number
  readonly model: string
}

/** A `chat.completion` object. */
export const completion = (
  envelope: Envelope,
  results: readonly LanguageModelV4GenerateResult[],
) => ({
  ...envelope,
  object: 'chat.completion',
  choices: results.map((result, index) => {
    const calls = toolCallsOf(result)
    return {
      index,
      message: {
        role: 'assistant',
        content: textOf(result) || (calls.length ? null : ''),
        refusal: null,
        ...(calls.length ? { tool_calls: calls } : {}),
      },
      logprobs: null,
      finish_reason: FINISH[result.finishReason.unified] ?? 'stop',
    }
  }),
  usage: usageOf(results),
})

/**
 * The same as `chat.completion.chunk` objects: role, words, tool calls, finish reason, and usage
 * where asked for.
 */
export const chunks = function* (
  envelope: Envelope,
  results: readonly LanguageModelV4GenerateResult[],
  withUsage: boolean,
) {
  const chunk = (choices: readonly unknown[], more: object = {}) => ({
    ...envelope,
    object: 'chat.completion.chunk',
    choices,
    ...more,
  })
  for (const [index, result] of results.entries()) {
    yield chunk([{ index, delta: { role: 'assistant', content: '' }, finish_reason: null }])
    for (const word of textOf(result).match(/\S+\s*|\s+/g) ?? [])
      yield chunk([{ index, delta: { content: word }, finish_reason: null }])
    for (const [at, call] of toolCallsOf(result).entries())
      yield chunk([{ index, delta: { tool_calls: [{ index: at, ...call }] }, finish_reason: null }])
    yield chunk([
      { index, delta: {}, finish_reason: FINISH[result.finishReason.unified] ?? 'stop' },
    ])
  }
  if (withUsage) yield chunk([], { usage: usageOf(results) })
}
