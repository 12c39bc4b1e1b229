import { AdapterParseError } from '../../adapter/adapter-parse-error.ts'
import { type Adapter, adapterKey, type Demo, type Generate } from '../../adapter/adapter.ts'
import { chatAdapter } from '../../adapter/chat-adapter.ts'
import { configured, resolveLm } from '../../adapter/configure.ts'
import { assertFinished } from '../../adapter/layout.ts'
import { refuseAborted } from '../../context/until-aborted.ts'
import { LmInvalidRequestError, LmUnsupportedError } from '../../error/lm-error.ts'
import type { LmCall } from '../../lm/history.ts'
import type { LanguageModel, LmRequest, LmResponse, LmSettings } from '../../lm/language-model.ts'
import { mergeSettings } from '../../lm/settings.ts'
import { recordUsage, sumUsage } from '../../lm/usage.ts'
import type { AnySignature, SignatureInfo } from '../../signature/signature.ts'
import { redactSensitive, withoutSensitive } from '../../type/without-sensitive.ts'
import { type Call, self } from '../blueprint.ts'
import type { TraceEntry } from '../module.ts'
import { castValues, newPrediction, recordFailure, recordRun } from '../prediction.ts'
import { modelCall, remember, type ModelRequest, shownFurther } from './model-call.ts'

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
 * One call of a predictor: resolve → cast the input → format → generate → parse → trace →
 * prediction. A setting comes from the call's options, then the module's state, the context,
 * `configure`, and the model itself.
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
  const run: Run = { predictor, lm, input: values, call, attempts: [] }
  const started = performance.now()
  const output = await answer(run, adapter).catch(async (error: unknown) => {
    trace(run, { error })
    recordFailure(error, callsOf(run))
    if (AdapterParseError.isInstance(error) && call.cache !== false) await forget(run.attempts)
    throw error
  })
  return prediction(run, output, trace(run, { output }), performance.now() - started)
}

/** One request of a call and its result. */
interface Attempt {
  readonly sent: ModelRequest
  readonly response: LmResponse | undefined
  readonly shown: LmCall
}

/** One call of a predictor while it runs. */
interface Run {
  readonly predictor: Predictor
  readonly lm: LanguageModel
  readonly input: Values
  readonly call: Call
  readonly attempts: Attempt[]
}
const responsesOf = ({ attempts }: Run): LmResponse[] =>
  attempts.flatMap(({ response }) => response ?? [])
const callsOf = ({ attempts }: Run): LmCall[] => attempts.map(({ shown }) => shown)

/**
 * Removes answers that no adapter could read from the cache, so that an equal call gets new ones.
 * While the fallback may still succeed they stay, so that repeating the call costs nothing.
 */
const forget = async (attempts: readonly Attempt[]): Promise<void> => {
  await Promise.all(
    attempts.map(
      async ({ sent: { lm, request }, response }) => response && lm.forget?.(request, response),
    ),
  )
}

/**
 * The model's answer, read by the adapter, or, if that fails, by its fallback with one more call.
 */
const answer = async (run: Run, adapter: Adapter, first?: AdapterParseError): Promise<Values> => {
  const { info } = run.predictor
  const { rolloutId } = run.call
  const response = await generate(run, adapter, request(run, adapter, first?.reason))
  const further: Generate = (more, lm = run.lm) => {
    const sent = { ...more, ...(rolloutId === undefined ? {} : { rolloutId }) }
    return generate(run, adapter, { lm, request: sent, shown: () => shownFurther(info, sent) })
  }
  let unread: AdapterParseError
  try {
    assertFinished(response, () => adapter.isWhole?.(info, response) === true)
    return adapter.read
      ? await adapter.read(info, response, further)
      : adapter.parse(info, response)
  } catch (error) {
    if (!AdapterParseError.isInstance(error)) throw error
    if (first) throw error.after(first)
    if (!adapter.fallback) throw error
    unread = error
  }
  return answer(run, adapter.fallback, unread).catch((error: unknown) => {
    // The model does not accept the fallback's request, so report the first answer's problem.
    throw LmInvalidRequestError.isInstance(error) || LmUnsupportedError.isInstance(error)
      ? unread.because(error)
      : error
  })
}

const request = (
  { predictor: { info, demos, settings }, lm, input, call }: Run,
  adapter: Adapter,
  problem: string | undefined,
): ModelRequest => {
  const responseFormat = adapter.responseFormat?.(info, lm)
  const of = (values: Values): LmRequest => ({
    ...mergeSettings(settings, call.settings ?? {}),
    messages: adapter.format({ signature: info, demos, input: values, problem }),
    ...(responseFormat ? { responseFormat } : {}),
    ...(call.rolloutId === undefined ? {} : { rolloutId: call.rolloutId }),
  })
  const sent = of(input)
  const visible = redactSensitive(info.input, input)
  return { lm, request: sent, shown: () => (visible === input ? sent : of(visible)) }
}

const generate = async (run: Run, adapter: Adapter, sent: ModelRequest): Promise<LmResponse> => {
  const { predictor, call, attempts } = run
  const { signal, cache, context } = call
  refuseAborted(signal)
  const started = performance.now()
  let outgoing: LmRequest | undefined
  const keep = (outcome: { readonly response?: LmResponse; readonly error?: unknown }) => {
    const shown = modelCall(call.path ?? self, predictor.info, adapter, sent, {
      ...outcome,
      outgoing,
      durationMs: performance.now() - started,
    })
    attempts.push({ sent, response: outcome.response, shown })
    remember(context, shown)
  }
  const options = {
    ...(signal ? { signal } : {}),
    ...(cache === undefined ? {} : { cache }),
    onSend: (leaving: LmRequest) => {
      outgoing = leaving
    },
  }
  const response = await sent.lm.generate(sent.request, options).catch((error: unknown) => {
    keep({ error })
    throw error
  })
  recordUsage(context, response)
  keep({ response })
  refuseAborted(signal)
  return response
}

const trace = (run: Run, result: { output: Values } | { error: unknown }): TraceEntry => {
  const { predictor, call, input } = run
  const usage = sumUsage(responsesOf(run).map((response) => response.usage))
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

const prediction = (run: Run, output: Values, entry: TraceEntry, durationMs: number): object => {
  const { kind, signature, info } = run.predictor
  const responses = responsesOf(run)
  const values = Object.fromEntries(Object.keys(info.output).map((name) => [name, output[name]]))
  return recordRun(newPrediction(signature, values), {
    program: run.call.program,
    kind,
    model: responses.at(-1)?.model,
    cached: responses.every((response) => response.cached),
    usage: entry.usage,
    responses,
    calls: callsOf(run),
    trace: [entry],
    durationMs,
  })
}
