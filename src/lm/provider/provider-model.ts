import type { LanguageModelV3, LanguageModelV4 } from '@ai-sdk/provider'
import { CachedCalls } from '../cache/cached-calls.ts'
import { cacheKey } from '../cache/cache-key.ts'
import type { LmCache } from '../cache/lm-cache.ts'
import type { GenerateOptions, LanguageModel, LmRequest, LmResponse, LmSettings } from '../language-model.ts'
import { type RetryOptions, withRetries } from '../retry.ts'
import { mergeSettings, withSettings } from '../settings.ts'
import { checkVersion } from './check-version.ts'
import { withDeadline } from './deadline.ts'
import { callOptions } from './prompt.ts'
import { providerError } from './provider-error.ts'
import { lmResponse } from './response.ts'
import { rolloutSeed } from './rollout-seed.ts'

/** A model object of any AI SDK provider package. */
export type ProviderModel = LanguageModelV4 | LanguageModelV3

export interface LanguageModelOptions extends RetryOptions {
  /** Where answers are kept. Default: none. */
  readonly cache?: LmCache
  /** How long one try may take. Default 120,000. */
  readonly timeoutMs?: number
  readonly settings?: LmSettings
  /** Overrides what is known of the model. Default: both, but no response schema where the model object says so itself. */
  readonly supports?: Partial<LanguageModel['supports']>
  /** Sends a number made of the rollout id as `seed`, for models whose sampling depends on nothing else. Default false. */
  readonly seedFromRollout?: boolean
}

const takesSchema = (model: ProviderModel): boolean => !('supportsStructuredOutputs' in model) || model.supportsStructuredOutputs === true

class ProviderLanguageModel implements LanguageModel {
  readonly id: string
  readonly settings: LmSettings
  readonly supports: LanguageModel['supports']
  readonly #model: ProviderModel
  readonly #options: LanguageModelOptions
  readonly #cached: CachedCalls | undefined
  readonly #name: { readonly provider: string; readonly model: string }

  constructor(model: ProviderModel, options: LanguageModelOptions, cached: CachedCalls | undefined) {
    const provider = model.provider.split('.')[0] ?? model.provider
    this.id = `${provider}/${model.modelId}`
    this.settings = Object.freeze({ ...options.settings })
    this.supports = Object.freeze({ responseSchema: takesSchema(model), tools: true, ...options.supports })
    this.#model = model
    this.#options = options
    this.#cached = cached
    this.#name = { provider, model: model.modelId }
  }

  async generate(request: LmRequest, options: GenerateOptions = {}): Promise<LmResponse> {
    const whole = withSettings(request, this.settings)
    if (!this.#cached || options.cache === false) return this.#call(whole, options.signal)
    return this.#cached.answer(cacheKey(this.id, whole), (signal) => this.#call(whole, signal), options.signal)
  }

  with(settings: LmSettings): LanguageModel {
    return new ProviderLanguageModel(this.#model, { ...this.#options, settings: mergeSettings(this.settings, settings) }, this.#cached)
  }

  #call(request: LmRequest, signal: AbortSignal | undefined): Promise<LmResponse> {
    const seeded = this.#options.seedFromRollout ? rolloutSeed(request) : request
    return withRetries(() => this.#attempt(seeded, signal), this.#options, signal)
  }

  async #attempt(request: LmRequest, signal: AbortSignal | undefined): Promise<LmResponse> {
    try {
      // A V3 model takes the same options and messages; only its types are written apart.
      const result = await withDeadline(
        (abort) => (this.#model as LanguageModelV4).doGenerate(callOptions(request, abort)),
        this.#options.timeoutMs ?? 120_000,
        this.#name,
        signal,
      )
      return lmResponse(result, this.id)
    } catch (error) {
      throw providerError(error, this.#name, signal?.aborted === true)
    }
  }
}

const checked = (model: ProviderModel): ProviderModel => {
  checkVersion(model, { provider: model.provider, model: model.modelId })
  return model
}

/**
 * Any model object of an AI SDK provider package as a `LanguageModel`. Calls `doGenerate` itself; retries rate limits, time-outs, server and connection
 * errors (three times, with backoff, heeding `retry-after` up to a minute); ends a try after two minutes. Rejects with an `LmError` only; nothing of the
 * request or its headers is in it. Throws `LmUnsupported` on an object of an older version of the interface.
 * @example
 * const lm = languageModel(openai('gpt-5-mini'), { cache: memoryCache(), settings: { temperature: 0 } })
 */
export const languageModel = (model: ProviderModel, options: LanguageModelOptions = {}): LanguageModel =>
  new ProviderLanguageModel(checked(model), options, options.cache && new CachedCalls(options.cache))
