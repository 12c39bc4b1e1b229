import { contextKey } from '../context/context.ts'
import type { JsonSchema } from '../type/type.ts'

export interface LmMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** What an assistant asked for. */
  readonly toolCalls?: readonly LmToolCall[]
  /** Which call a `tool` message answers. */
  readonly toolCallId?: string
  readonly toolName?: string
}

export interface LmTool {
  readonly name: string
  readonly description: string
  readonly parameters: JsonSchema
}
export interface LmToolCall {
  readonly id: string
  readonly name: string
  /** Parsed arguments; a model's malformed JSON stays a string. */
  readonly arguments: unknown
}

/** Settings that a model object, a module's state or a call may set; the call wins over the module, the module over the model. */
export interface LmSettings {
  readonly temperature?: number
  readonly maxOutputTokens?: number
  readonly topP?: number
  readonly stopSequences?: readonly string[]
  readonly seed?: number
  /** Passed through to the provider under its own name. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface LmRequest extends LmSettings {
  readonly messages: readonly LmMessage[]
  readonly responseFormat?: {
    readonly type: 'json'
    readonly schema?: JsonSchema
    readonly name?: string
  }
  readonly tools?: readonly LmTool[]
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly tool: string }
  /** Distinguishes cache entries of otherwise equal requests; never sent to a provider. */
  readonly rolloutId?: number | string
}

export interface LmUsage {
  readonly calls: number
  readonly cacheHits: number
  readonly inputTokens: number
  readonly outputTokens: number
}

export interface LmResponse {
  readonly text: string
  readonly reasoning?: string
  readonly toolCalls: readonly LmToolCall[]
  readonly finishReason: 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other'
  readonly usage: LmUsage
  readonly model: string
  readonly cached: boolean
}

export interface GenerateOptions {
  readonly signal?: AbortSignal
  /** False reads nothing from the cache and writes nothing to it. */
  readonly cache?: boolean
}

/**
 * The one contract of a language model, whatever is behind it: a provider of the AI SDK, `offline()`, a cassette, a script.
 * `generate` rejects with an `LmError` only.
 */
export interface LanguageModel {
  /** `provider/model`. Part of every cache key and trace. */
  readonly id: string
  /** The address that is asked, without user and password: models of one id at two addresses are two models to caches and cassettes. */
  readonly endpoint?: string | undefined
  readonly settings: LmSettings
  /** Whether the provider takes a JSON Schema as response format, and tools; and whether it takes a response format at all (where it is not said, it does). */
  readonly supports: {
    readonly responseSchema: boolean
    readonly tools: boolean
    readonly responseFormat?: boolean
  }
  generate(request: LmRequest, options?: GenerateOptions): Promise<LmResponse>
  /**
   * Takes an answer that turned out to be of no use (no adapter could read it) out of the cache, where the model keeps one, so that an equal request is asked
   * anew. `request` is the one that `generate` was given.
   */
  forget?(request: LmRequest, response: LmResponse): Promise<void>
  /** The same model with other settings. */
  with(settings: LmSettings): LanguageModel
}

/** The model of a piece of work. Calls take it from their options, else from here, else from `configure()`. */
export const lmKey = contextKey<LanguageModel>('lm')

/** Turns texts into vectors of one length. */
export interface Embedder {
  readonly id: string
  /** The address that is asked, as of a language model. */
  readonly endpoint?: string | undefined
  readonly dimensions: number
  embed(texts: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<number[][]>
}
export const embedderKey = contextKey<Embedder>('embedder')
