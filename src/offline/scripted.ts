import { AdapterParseError } from '../adapter/adapter-parse-error.ts'
import { refuseAborted, untilAborted } from '../context/until-aborted.ts'
import { LmError, LmUnexpectedError } from '../error/lm-error.ts'
import type { LanguageModel, LmRequest, LmResponse, LmSettings } from '../lm/language-model.ts'
import { mergeSettings, withSettings } from '../lm/settings.ts'
import { deepFreeze } from '../text/deep-freeze.ts'
import { estimateTokens } from './offline.ts'

/**
 * One response of a script: a text, parts of a response, or an error to reject with, like a
 * provider.
 */
export type ScriptedResponse = string | Partial<LmResponse> | LmError | AdapterParseError
export type Script =
  | readonly ScriptedResponse[]
  | ((request: LmRequest, call: number) => ScriptedResponse | Promise<ScriptedResponse>)

export interface ScriptedModel extends LanguageModel {
  /** Every request so far with its settings, in order, including those of copies from `with`. */
  readonly requests: readonly LmRequest[]
}

export interface ScriptedOptions {
  readonly id?: string
  readonly settings?: LmSettings
  readonly supports?: LanguageModel['supports']
}

const charactersOf = (request: LmRequest): number =>
  request.messages.reduce((sum, message) => sum + message.content.length, 0)

const responseOf = (
  scripted: string | Partial<LmResponse>,
  request: LmRequest,
  model: string,
): LmResponse => {
  const parts = typeof scripted === 'string' ? { text: scripted } : scripted
  const text = parts.text ?? ''
  const usage = {
    calls: 1,
    cacheHits: 0,
    inputTokens: estimateTokens(charactersOf(request)),
    outputTokens: estimateTokens(text.length),
  }
  const toolCalls = structuredClone(parts.toolCalls ?? [])
  return deepFreeze({
    text,
    finishReason: toolCalls.length ? 'tool-calls' : 'stop',
    usage,
    model,
    cached: false,
    ...structuredClone(parts),
    toolCalls,
  })
}

const next = async (
  script: Script,
  request: LmRequest,
  call: number,
): Promise<ScriptedResponse> => {
  if (typeof script === 'function') return script(request, call)
  const answer = script[call]
  if (answer === undefined)
    throw new LmUnexpectedError(
      `The script has ${script.length} ${script.length === 1 ? 'response' : 'responses'}, and this is call ${call + 1}; where an answer cannot be read, a module asks once more`,
    )
  return answer
}

/**
 * A language model for tests: answers with a list of responses in order, or with the result of a
 * function of the request and the call's number, and keeps the requests. A script that has run out
 * rejects with `LmUnexpectedError`.
 * @example
 * const lm = scripted(['[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]'])
 */
export const scripted = (
  script: Script,
  {
    id = 'scripted/script',
    settings = {},
    supports = { responseSchema: true, tools: true },
  }: ScriptedOptions = {},
): ScriptedModel => {
  const requests: LmRequest[] = []
  const make = (own: LmSettings): ScriptedModel => ({
    id,
    settings: own,
    supports,
    requests,
    async generate(request, options = {}) {
      refuseAborted(options.signal)
      const whole = withSettings(request, own)
      requests.push(whole)
      const answer = await untilAborted(next(script, whole, requests.length - 1), options.signal)
      if (LmError.isInstance(answer) || AdapterParseError.isInstance(answer)) throw answer
      return responseOf(answer, whole, id)
    },
    with: (more) => make(mergeSettings(own, more)),
  })
  return make(settings)
}
