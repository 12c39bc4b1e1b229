import { AdapterParseError } from '../../adapter/adapter-parse-error.ts'
import { type Adapter, adapterKey, type Demo, type Generate } from '../../adapter/adapter.ts'
import { chatAdapter } from '../../adapter/chat-adapter.ts'
import { configured, resolveLm } from '../../adapter/configure.ts'
import { assertFinished } from '../../adapter/layout.ts'
import { refuseAborted } from '../../context/until-aborted.ts'
import { LmInvalidRequestError, LmUnsupportedError } from '../../error/lm-error.ts'
import type { LanguageModel, LmRequest, LmResponse, LmSettings } from '../../lm/language-model.ts'
import { mergeSettings } from '../../lm/settings.ts'
import { recordUsage, sumUsage } from '../../lm/usage.ts'
import type { AnySignature, SignatureInfo } from '../../signature/signature.ts'
import { withoutSensitive } from '../../type/without-sensitive.ts'
import { type Call, self } from '../blueprint.ts'
import type { TraceEntry } from '../module.ts'
import { castValues, newPrediction, recordRun } from '../prediction.ts'

/** A predictor prepared for one state. */
export interface Predictor {
  readonly kind: string
  readonly signature: AnySignature
  readonly info: SignatureInfo
  readonly demos: readonly Demo[]
  readonly adapter: Adapter | undefined
  readonly settings: LmSettings
}

type Values = Readonly<Record<string, unknown>>

/**
 * One call of a predictor: resolve → cast the input → format → generate → parse → trace → prediction.
 * A setting comes from the call's options, then the module's state, the context, `configure`, and the model itself.
 */
export const callPredictor = async (
  predictor: Predictor,
  input: unknown,
  call: Call,
): Promise<object> => {
  const lm = resolveLm({
    lm: call.lm,
    context: call.context,
    neededBy: `${predictor.kind}(${predictor.info.name})`,
  })
  const adapter =
    call.adapter ??
    predictor.adapter ??
    call.context.get(adapterKey) ??
    configured().adapter ??
    chatAdapter
  const values = castValues(predictor.info, 'input', input)
  const attempts: Asked[] = []
  const started = performance.now()
  const output = await answer(predictor, adapter, lm, values, call, attempts).catch(
    async (error: unknown) => {
      trace(
        predictor,
        call,
        attempts.map(({ response }) => response),
        values,
        { error },
      )
      if (AdapterParseError.isInstance(error) && call.cache !== false) await forget(attempts)
      throw error
    },
  )
  const responses = attempts.map(({ response }) => response)
  const entry = trace(predictor, call, responses, values, { output })
  return prediction(predictor, output, {
    program: call.program,
    responses,
    entry,
    durationMs: performance.now() - started,
  })
}

/** One request of a call and its result. */
interface Asked {
  readonly lm: LanguageModel
  readonly request: LmRequest
  readonly response: LmResponse
}

/** Removes answers that no adapter could read from the cache, so that an equal call gets new ones. While the fallback may still succeed they stay, so that repeating the call costs nothing. */
const forget = async (attempts: readonly Asked[]): Promise<void> => {
  await Promise.all(
    attempts.map(async ({ lm, request, response }) => lm.forget?.(request, response)),
  )
}

/** The model's answer, read by the adapter, or, if that fails, by its fallback with one more call. */
const answer = async (
  predictor: Predictor,
  adapter: Adapter,
  lm: LanguageModel,
  input: Values,
  call: Call,
  attempts: Asked[],
  first?: AdapterParseError,
): Promise<Values> => {
  const response = await generate(
    lm,
    request(predictor, adapter, lm, input, call, first?.reason),
    call,
    attempts,
  )
  const further: Generate = (more, other = lm) =>
    generate(
      other,
      { ...more, ...(call.rolloutId === undefined ? {} : { rolloutId: call.rolloutId }) },
      call,
      attempts,
    )
  let unread: AdapterParseError
  try {
    assertFinished(response, () => adapter.isWhole?.(predictor.info, response) === true)
    return adapter.read
      ? await adapter.read(predictor.info, response, further)
      : adapter.parse(predictor.info, response)
  } catch (error) {
    if (!AdapterParseError.isInstance(error)) throw error
    if (first) throw error.after(first)
    if (!adapter.fallback) throw error
    unread = error
  }
  return answer(predictor, adapter.fallback, lm, input, call, attempts, unread).catch(
    (error: unknown) => {
      // The model does not accept the fallback's request, so report the first answer's problem.
      throw LmInvalidRequestError.isInstance(error) || LmUnsupportedError.isInstance(error)
        ? unread.because(error)
        : error
    },
  )
}

const request = (
  { info, demos, settings }: Predictor,
  adapter: Adapter,
  lm: LanguageModel,
  input: Values,
  call: Call,
  problem: string | undefined,
): LmRequest => {
  const responseFormat = adapter.responseFormat?.(info, lm)
  return {
    ...mergeSettings(settings, call.settings ?? {}),
    messages: adapter.format({ signature: info, demos, input, problem }),
    ...(responseFormat ? { responseFormat } : {}),
    ...(call.rolloutId === undefined ? {} : { rolloutId: call.rolloutId }),
  }
}

const generate = async (
  lm: LanguageModel,
  sent: LmRequest,
  { signal, cache, context }: Call,
  attempts: Asked[],
): Promise<LmResponse> => {
  refuseAborted(signal)
  const response = await lm.generate(sent, {
    ...(signal ? { signal } : {}),
    ...(cache === undefined ? {} : { cache }),
  })
  recordUsage(context, response)
  attempts.push({ lm, request: sent, response })
  refuseAborted(signal)
  return response
}

const trace = (
  predictor: Predictor,
  call: Call,
  responses: readonly LmResponse[],
  input: Values,
  result: { output: Values } | { error: unknown },
): TraceEntry => {
  const usage = sumUsage(responses.map((response) => response.usage))
  const { info } = predictor
  const outcome =
    'output' in result ? { output: withoutSensitive(info.output, result.output) } : result
  const entry: TraceEntry = Object.freeze({
    predictor: call.path ?? self,
    signature: info,
    input: withoutSensitive(info.input, input),
    ...outcome,
    usage,
  })
  call.trace?.push(entry)
  return entry
}

interface Run {
  readonly program: string
  readonly responses: readonly LmResponse[]
  readonly entry: TraceEntry
  readonly durationMs: number
}

const prediction = (
  { kind, signature, info }: Predictor,
  output: Values,
  { program, responses, entry, durationMs }: Run,
): object => {
  const values = Object.fromEntries(Object.keys(info.output).map((name) => [name, output[name]]))
  return recordRun(newPrediction(signature, values), {
    program,
    kind,
    model: responses.at(-1)?.model,
    cached: responses.every((response) => response.cached),
    usage: entry.usage,
    responses,
    trace: [entry],
    durationMs,
  })
}
