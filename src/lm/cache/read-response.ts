import type { LmResponse } from '../language-model.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => value !== null && typeof value === 'object' && !Array.isArray(value)

/** A stored response, or undefined where the value is none. */
export const readResponse = (value: unknown): LmResponse | undefined => {
  if (!isRecord(value) || typeof value.text !== 'string' || typeof value.model !== 'string' || typeof value.finishReason !== 'string') return undefined
  if (!Array.isArray(value.toolCalls) || !isRecord(value.usage) || typeof value.usage.inputTokens !== 'number' || typeof value.usage.outputTokens !== 'number')
    return undefined
  return value as unknown as LmResponse
}
