import { type Context, currentContext } from '../../context/context.ts'
import { AdapterParseError } from '../../error/adapter-parse-error.ts'
import { type Adapter, adapterKey } from '../../lm/adapter/adapter.ts'
import { chatAdapter } from '../../lm/adapter/chat/chat-adapter.ts'
import type { LanguageModel, LmRequest, LmResponse } from '../../lm/language-model.ts'
import { resolveLm } from '../../lm/resolve-lm.ts'
import { castValues } from '../cast-values.ts'
import type { CallOptions, TraceEntry } from '../module.ts'
import { recordRun } from '../run-info.ts'
import { sumUsage } from '../sum-usage.ts'
import { type Predictor, self } from './predictor.ts'

interface Scope {
  readonly lm: LanguageModel
  readonly adapter: Adapter
  readonly context: Context
}

type Values = Readonly<Record<string, unknown>>

/**
 * One call of a predictor: resolve → cast the input → format → generate → parse → trace → prediction.
 * What decides a setting: the call's options, else the module's state, else the context's, else the model's own.
 */
export const callPredictor = async (predictor: Predictor, input: unknown, options: CallOptions, program: string): Promise<object> => {
  options.signal?.throwIfAborted()
  const scope = resolve(predictor, options)
  const values = castValues(predictor.info, 'input', input)
  const responses: LmResponse[] = []
  const started = performance.now()
  try {
    const output = await answer(predictor, scope.adapter, scope.lm, values, options, responses)
    const entry = trace(predictor, options, responses, values, { output })
    return prediction(predictor, output, { program, responses, entry, durationMs: performance.now() - started })
  } catch (error) {
    trace(predictor, options, responses, values, { error })
    throw error
  }
}

const resolve = (predictor: Predictor, options: CallOptions): Scope => {
  const context = options.context ?? currentContext()
  const lm = resolveLm({ ...(options.lm ? { lm: options.lm } : {}), context })
  return { lm, context, adapter: options.adapter ?? predictor.adapter ?? context.get(adapterKey) ?? chatAdapter }
}

/** What the model says, read by the adapter; by its fallback, with one more call, where that fails. */
const answer = async (predictor: Predictor, adapter: Adapter, lm: LanguageModel, input: Values, options: CallOptions, responses: LmResponse[]): Promise<Values> => {
  const response = await generate(lm, request(predictor, adapter, lm, input, options), options)
  responses.push(response)
  try {
    return adapter.parse(predictor.info, response)
  } catch (error) {
    if (!(error instanceof AdapterParseError) || !adapter.fallback) throw error
    const { fallback: _, ...fallback } = adapter.fallback
    return answer(predictor, fallback, lm, input, options, responses)
  }
}

const request = ({ info, demos, settings }: Predictor, adapter: Adapter, lm: LanguageModel, input: Values, options: CallOptions): LmRequest => {
  const responseFormat = adapter.responseFormat?.(info, lm)
  return {
    ...settings,
    ...options.settings,
    messages: adapter.format({ signature: info, demos, input }),
    ...(responseFormat ? { responseFormat } : {}),
    ...(options.rolloutId === undefined ? {} : { rolloutId: options.rolloutId }),
  }
}

const generate = async (lm: LanguageModel, asked: LmRequest, { signal, cache }: CallOptions): Promise<LmResponse> => {
  signal?.throwIfAborted()
  return lm.generate(asked, { ...(signal ? { signal } : {}), ...(cache === undefined ? {} : { cache }) })
}

const trace = (predictor: Predictor, options: CallOptions, responses: readonly LmResponse[], input: Values, result: { output: Values } | { error: unknown }): TraceEntry => {
  const usage = sumUsage(responses.map((response) => response.usage))
  const entry: TraceEntry = Object.freeze({ predictor: options.path ?? self, signature: predictor.info, input, ...result, usage })
  options.trace?.push(entry)
  return entry
}

interface Run {
  readonly program: string
  readonly responses: readonly LmResponse[]
  readonly entry: TraceEntry
  readonly durationMs: number
}

const prediction = ({ kind, signature, info }: Predictor, output: Values, { program, responses, entry, durationMs }: Run): object => {
  const Prediction = signature as new (outputs: object) => object
  const values = Object.fromEntries(Object.keys(info.output).map((name) => [name, output[name]]))
  return recordRun(new Prediction(values), {
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
