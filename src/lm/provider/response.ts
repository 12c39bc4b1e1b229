import type { LanguageModelV3GenerateResult, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import type { LmResponse, LmToolCall } from '../language-model.ts'

const FINISH: Readonly<Record<string, LmResponse['finishReason']>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content-filter',
  'tool-calls': 'tool-calls',
  error: 'error',
}

/** Provider-specific words for the same reasons that their packages do not know. */
const WORDS: readonly (readonly [RegExp, LmResponse['finishReason']])[] = [
  [
    /^(?:(?:model_)?(?:max_)?length|incomplete|max_?(?:output_?|completion_?)?tokens|token_limit|model_context_window_exceeded)$/i,
    'length',
  ],
  [/filter|refus|safety|moderation|blocked|prohibited|recitation/i, 'content-filter'],
]

const finishOf = ({
  unified,
  raw,
}: {
  readonly unified: string
  readonly raw?: string | undefined
}): LmResponse['finishReason'] => {
  const reason = FINISH[unified]
  return reason ?? WORDS.find(([words]) => raw !== undefined && words.test(raw))?.[1] ?? 'other'
}

const parsedArguments = (input: string): unknown => {
  if (input.trim() === '') return {}
  try {
    return JSON.parse(input)
  } catch (error) {
    if (error instanceof SyntaxError) return input
    throw error
  }
}

/**
 * A provider model's result as an `LmResponse`. Token counts that a provider does not report are 0.
 */
export const lmResponse = (
  result: LanguageModelV4GenerateResult | LanguageModelV3GenerateResult,
  model: string,
): LmResponse => {
  let text = ''
  let reasoning = ''
  const toolCalls: LmToolCall[] = []
  for (const part of result.content) {
    if (part.type === 'text') text += part.text
    else if (part.type === 'reasoning') reasoning += part.text
    else if (part.type === 'tool-call')
      toolCalls.push({
        id: part.toolCallId,
        name: part.toolName,
        arguments: parsedArguments(part.input),
      })
  }
  const { inputTokens, outputTokens } = result.usage
  return {
    text,
    ...(reasoning ? { reasoning } : {}),
    toolCalls,
    finishReason: finishOf(result.finishReason),
    usage: {
      calls: 1,
      cacheHits: 0,
      inputTokens: inputTokens.total ?? 0,
      outputTokens: outputTokens.total ?? 0,
    },
    model,
    cached: false,
  }
}
