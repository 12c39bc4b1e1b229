import { contextKey } from '../context/context.ts'
import { redactSecrets } from '../text/redact-secrets.ts'
import type { LmRequest, LmResponse } from './language-model.ts'

/**
 * One request of a module to a language model, and what came back. Values of sensitive fields are
 * not in it.
 */
export interface LmCall {
  /**
   * Where in its module the predictor is: `self` for a lone one, `answer` for a part of a
   * composite.
   */
  readonly predictor: string
  /** The name of its signature. */
  readonly signature: string
  readonly adapter: string
  /** The id of the model that was asked. */
  readonly model: string
  readonly endpoint: string | undefined
  /**
   * Messages, settings and response format, with the model's own settings under those of the call.
   */
  readonly request: LmRequest
  /**
   * Its `usage` and whether it is `cached` are the call's. Absent where the model gave no answer.
   */
  readonly response: LmResponse | undefined
  /** Why it gave none. */
  readonly error: unknown
  readonly durationMs: number
}

export interface CallHistoryOptions {
  /** How many calls are kept; the oldest leave first. Default 50. */
  readonly limit?: number
}

/** Keeps the last calls to language models of whatever runs in its context. */
export class CallHistory {
  readonly #limit: number
  #calls: readonly LmCall[] = []
  constructor({ limit = 50 }: CallHistoryOptions = {}) {
    this.#limit = limit
  }
  record(call: LmCall): void {
    this.#calls = [...this.#calls, call].slice(-this.#limit)
  }
  /** From the oldest to the latest. */
  get calls(): readonly LmCall[] {
    return this.#calls
  }
}

/** The history that calls in a context go into. */
export const historyKey = contextKey<CallHistory>('history')

const amount = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const outcome = ({ response, error, durationMs }: LmCall): string => {
  if (!response) return `failed after ${Math.round(durationMs)} ms`
  if (response.cached) return 'from the cache'
  const { inputTokens, outputTokens } = response.usage
  return `${Math.round(durationMs)} ms, ${amount(inputTokens, 'input token')}, ${amount(outputTokens, 'output token')}${error === undefined ? '' : ', failed'}`
}

const settingsOf = ({ messages: _messages, responseFormat, ...settings }: LmRequest): string[] => [
  ...(Object.keys(settings).length ? [`Settings: ${JSON.stringify(settings)}`] : []),
  ...(responseFormat ? [`Response format: ${JSON.stringify(responseFormat)}`] : []),
]

const answerOf = ({ response, error }: LmCall): string[] => {
  if (!response) return [`Error:\n${error instanceof Error ? error.message : String(error)}`]
  const { text, reasoning, toolCalls, finishReason } = response
  return [
    ...(reasoning === undefined ? [] : [`Reasoning:\n${reasoning}`]),
    `Response${finishReason === 'stop' ? '' : ` (${finishReason})`}:\n${text}`,
    ...(toolCalls.length ? [`Tool calls: ${JSON.stringify(toolCalls)}`] : []),
  ]
}

const titles = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const

const callText = (call: LmCall): string => {
  const { predictor, signature, model, adapter, request } = call
  const title = predictor === 'self' ? signature : `${predictor} (${signature})`
  return [
    `=== ${title}: ${model}, ${adapter} adapter, ${outcome(call)}`,
    ...settingsOf(request),
    ...request.messages.map(({ role, content }) => `${titles[role]}:\n${content}`),
    ...answerOf(call),
  ].join('\n\n')
}

/**
 * Calls as text: every message as it was sent, settings and response format, the answer or the
 * error. What looks like a key or a password is taken out.
 */
export const callsText = (calls: readonly LmCall[]): string =>
  redactSecrets(calls.map(callText).join('\n\n'))
