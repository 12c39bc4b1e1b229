import type { LanguageModelV3, LanguageModelV4 } from '@ai-sdk/provider'
import { refuseAborted } from '../../context/until-aborted.ts'
import { type LmError, LmUnsupportedError } from '../../error/lm-error.ts'
import { deepFreeze } from '../../text/deep-freeze.ts'
import { hash32 } from '../../text/hash32.ts'
import { cacheKey } from '../cache/cache-key.ts'
import { CachedCalls } from '../cache/cached-calls.ts'
import type { LmCache } from '../cache/lm-cache.ts'
import type {
  GenerateOptions,
  LanguageModel,
  LmRequest,
  LmResponse,
  LmSettings,
} from '../language-model.ts'
import { type RetryOptions, withRetries } from '../retry.ts'
import { mergeSettings, withSettings } from '../settings.ts'
import { withDeadline } from './deadline.ts'
import { endpointOf, secretsOf } from './model-config.ts'
import { callOptions } from './prompt.ts'
import { assertAnswered, formatRefusal, providerError } from './provider-error.ts'
import { RefusedFormats } from './refused-formats.ts'
import { lmResponse } from './response.ts'
import { modelLimits } from '../../text/limits.ts'

/**
 * Throws `LmUnsupportedError` if the value is not a model object of a supported version of the AI
 * SDK's provider interface.
 */
const checkVersion = (
  model: { readonly specificationVersion: unknown },
  name: { readonly provider: string; readonly model: string },
): void => {
  const version: unknown = model.specificationVersion
  if (version !== 'v3' && version !== 'v4')
    throw new LmUnsupportedError(
      `A model object of version v3 or v4 of the AI SDK's provider interface is needed, not ${String(version)}: update the provider's package`,
      name,
    )
}

/**
 * The request with a seed derived from its rollout id, unless it has a seed or no rollout id. An
 * integer is its own seed.
 */
const rolloutSeed = (request: LmRequest): LmRequest => {
  if (request.seed !== undefined || request.rolloutId === undefined) return request
  return {
    ...request,
    seed:
      typeof request.rolloutId === 'number' && Number.isInteger(request.rolloutId)
        ? request.rolloutId
        : hash32(String(request.rolloutId)),
  }
}

/** A model object of any AI SDK provider package. */
export type ProviderModel = LanguageModelV4 | LanguageModelV3

export interface LanguageModelOptions extends RetryOptions {
  /**
   * Names the model in traces and in the keys of caches and cassettes. Default: `provider/model`
   * and the address that the model object calls. Models with the same id share answers, so use one
   * id for servers that return the same answers.
   */
  readonly id?: string
  /** Stores answers. Default: no cache. */
  readonly cache?: LmCache
  /** Receives errors of the cache, which do not fail the call. Default: emits a process warning. */
  readonly onError?: (error: LmError) => void
  /** The limit of one attempt in milliseconds. Default 120,000. */
  readonly timeoutMs?: number
  readonly settings?: LmSettings
  /**
   * What the model supports. Default: everything, except a response schema if the model object says
   * that it does not support one. A model without schema support gets no response format at all,
   * unless `responseFormat` is true.
   */
  readonly supports?: Partial<LanguageModel['supports']>
  /**
   * Sends a number derived from the rollout id as `seed`, for models whose sampling depends on
   * nothing else. Default false.
   */
  readonly seedFromRollout?: boolean
}

const takesSchema = (model: ProviderModel): boolean =>
  !('supportsStructuredOutputs' in model) || model.supportsStructuredOutputs === true

/** State that all copies of a model share. */
interface Parts {
  readonly model: ProviderModel
  readonly name: { readonly provider: string; readonly model: string }
  readonly endpoint: string | undefined
  readonly cached: CachedCalls | undefined
  readonly refused: RefusedFormats
}

class ProviderLanguageModel implements LanguageModel {
  readonly id: string
  readonly endpoint: string | undefined
  readonly settings: LmSettings
  readonly supports: LanguageModel['supports']
  readonly #options: LanguageModelOptions
  readonly #parts: Parts

  constructor(parts: Parts, options: LanguageModelOptions) {
    this.id = options.id ?? `${parts.name.provider}/${parts.name.model}`
    this.endpoint = parts.endpoint
    this.settings = Object.freeze({ ...options.settings })
    const {
      responseSchema = takesSchema(parts.model),
      tools = true,
      responseFormat = options.supports?.responseSchema ?? true,
    } = options.supports ?? {}
    this.supports = Object.freeze({
      responseSchema,
      tools,
      ...(responseFormat ? {} : { responseFormat }),
    })
    this.#options = options
    this.#parts = parts
  }

  async generate(request: LmRequest, options: GenerateOptions = {}): Promise<LmResponse> {
    const whole = withSettings(request, this.settings)
    const { cached } = this.#parts
    refuseAborted(options.signal)
    if (!cached || options.cache === false)
      return deepFreeze(await this.#call(whole, options.signal, options.onSend))
    return cached.answer(
      this.#key(whole),
      (signal) => this.#call(whole, signal, options.onSend),
      options.signal,
    )
  }

  async forget(request: LmRequest, response: LmResponse): Promise<void> {
    await this.#parts.cached?.forget(this.#key(withSettings(request, this.settings)), response)
  }

  with(settings: LmSettings): LanguageModel {
    return new ProviderLanguageModel(this.#parts, {
      ...this.#options,
      settings: mergeSettings(this.settings, settings),
    })
  }

  /**
   * A custom id identifies the model; otherwise the provider's interface, the model and the address
   * do.
   */
  #key(request: LmRequest): string {
    const { model, endpoint } = this.#parts
    return cacheKey(
      this.#options.id === undefined
        ? { id: `${model.provider}/${model.modelId}`, endpoint }
        : { id: this.id },
      request,
    )
  }

  async #call(
    request: LmRequest,
    signal: AbortSignal | undefined,
    onSend: GenerateOptions['onSend'],
  ): Promise<LmResponse> {
    const { refused } = this.#parts
    const seeded = refused.sendable(this.#options.seedFromRollout ? rolloutSeed(request) : request)
    onSend?.(seeded)
    let refusal: unknown
    const response = await withRetries(
      () => this.#attempt(seeded, signal, (error) => (refusal = error)),
      this.#options,
      signal,
    ).catch((error: unknown) => {
      if (refusal === undefined || !seeded.responseFormat) throw error
    })
    if (response) return response
    const bare = refused.without(seeded)
    onSend?.(bare)
    const answer = await withRetries(() => this.#attempt(bare, signal), this.#options, signal)
    refused.add(seeded)
    return answer
  }

  async #attempt(
    request: LmRequest,
    signal: AbortSignal | undefined,
    refuses?: (error: unknown) => void,
  ): Promise<LmResponse> {
    const { model, name } = this.#parts
    try {
      // A V3 model accepts the same options and messages; only its types are declared separately.
      const result = await withDeadline(
        (abort) => (model as LanguageModelV4).doGenerate(callOptions(request, abort)),
        this.#options.timeoutMs ?? modelLimits.attemptMs,
        name,
        signal,
      )
      const { body } = result.response ?? {}
      await assertAnswered(body, model, name)
      return lmResponse(result, this.id)
    } catch (error) {
      if (formatRefusal(error)) refuses?.(error)
      throw providerError(
        error,
        { ...name, secrets: await secretsOf(model) },
        signal?.aborted === true,
      )
    }
  }
}

const checked = (model: ProviderModel): ProviderModel => {
  checkVersion(model, { provider: model.provider, model: model.modelId })
  return model
}

/**
 * Turns a model object of any AI SDK provider package into a `LanguageModel`. Calls `doGenerate`
 * itself; retries rate limits, time-outs, server and connection errors (three times, with backoff,
 * waiting up to a minute for `retry-after`); ends an attempt after two minutes. If the server
 * rejects the response format, the request is repeated without it, and later requests omit it.
 * Rejects only with an `LmError`, which contains nothing of the request or its headers. Throws
 * `LmUnsupportedError` on an object of an older version of the interface.
 * @example
 * const lm = languageModel(openai('gpt-5-mini'), { cache: memoryCache(), settings: { temperature: 0 } })
 */
export const languageModel = (
  model: ProviderModel,
  options: LanguageModelOptions = {},
): LanguageModel => {
  const { provider, modelId } = checked(model)
  const parts: Parts = {
    model,
    name: { provider: provider.split('.')[0] ?? provider, model: modelId },
    endpoint: options.id === undefined ? endpointOf(model) : undefined,
    cached: options.cache && new CachedCalls(options.cache, options.onError),
    refused: new RefusedFormats(),
  }
  return new ProviderLanguageModel(parts, options)
}
