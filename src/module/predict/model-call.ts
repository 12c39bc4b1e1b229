import type { Adapter } from '../../adapter/adapter.ts'
import { configured } from '../../adapter/configure.ts'
import type { Context } from '../../context/context.ts'
import { historyKey, type LmCall } from '../../lm/history.ts'
import type { LanguageModel, LmRequest, LmResponse } from '../../lm/language-model.ts'
import { mergeSettings } from '../../lm/settings.ts'
import type { SignatureInfo } from '../../signature/signature.ts'
import { lazy } from '../../text/lazy.ts'
import { hasSensitive, redacted } from '../../type/without-sensitive.ts'

/** What is sent to a model, and the same as a developer may see it. */
export interface ModelRequest {
  readonly lm: LanguageModel
  readonly request: LmRequest
  readonly shown: () => LmRequest
}

/** What came back, or why nothing did. */
interface Outcome {
  readonly response?: LmResponse
  readonly error?: unknown
  /** As it left, where the model reports it. */
  readonly outgoing: LmRequest | undefined
  readonly durationMs: number
}

/**
 * An answer may hold what the signature's outputs do, and a model that thinks aloud quotes its
 * input.
 */
const shownResponse = (
  { input, output }: SignatureInfo,
  response: LmResponse | undefined,
): LmResponse | undefined => {
  if (!response || !(hasSensitive(input) || hasSensitive(output))) return response
  const { reasoning, ...rest } = response
  return {
    ...rest,
    ...(reasoning === undefined ? {} : { reasoning: redacted }),
    ...(hasSensitive(output) ? { text: redacted } : {}),
  }
}

/** A call as it is kept: nothing is rendered again before somebody looks. */
export const modelCall = (
  predictor: string,
  info: SignatureInfo,
  { name: adapter }: Adapter,
  { lm, shown }: ModelRequest,
  { response, error, outgoing, durationMs }: Outcome,
): LmCall => {
  const request = lazy((): LmRequest => {
    const sent = shown()
    return outgoing
      ? { ...outgoing, messages: sent.messages }
      : { ...sent, ...mergeSettings(lm.settings, sent) }
  })
  return Object.freeze({
    predictor,
    signature: info.name,
    adapter,
    model: lm.id,
    endpoint: lm.endpoint,
    get request() {
      return request()
    },
    response: shownResponse(info, response),
    error,
    durationMs,
  })
}

/** Adds a call to the history of its context, else to the configured one. */
export const remember = (context: Context, call: LmCall): void =>
  (context.get(historyKey) ?? configured().history)?.record(call)

/**
 * A request on behalf of a run as a developer may see it: it is about the answer, which may hold
 * sensitive outputs.
 */
export const shownFurther = ({ output }: SignatureInfo, request: LmRequest): LmRequest =>
  hasSensitive(output)
    ? {
        ...request,
        messages: request.messages.map((message) =>
          message.role === 'system' ? message : { ...message, content: redacted },
        ),
      }
    : request
