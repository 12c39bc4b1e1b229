import { contextKey } from '../context/context.ts'
import type { JsonSchema } from '../type/type.ts'

export interface LmMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** The tool calls that an assistant requested. */
  readonly toolCalls?: readonly LmToolCall[]
  /** The call that a `tool` message answers. */
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

/**
 * Settings of a model, a module's state or a call. A call overrides the module, and the module
 * overrides the model.
 */
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
  /** False: neither reads the cache nor writes to it. */
  readonly cache?: boolean
  /**
   * Receives each request as it leaves: with the model's settings, and without what the server was
   * found to refuse. Not called for an answer from a cache.
   */
  readonly onSend?: (request: LmRequest) => void
}

/**
 * The contract of every language model: a provider of the AI SDK, `offline()`, a cassette, a
 * script. `generate` rejects only with an `LmError`.
 */
export interface LanguageModel {
  /** `provider/model`. Part of every cache key and trace. */
  readonly id: string
  /**
   * The address that the model calls, without user and password. Caches and cassettes treat the
   * same id at two addresses as two models.
   */
  readonly endpoint?: string | undefined
  readonly settings: LmSettings
  /**
   * Whether the provider accepts a JSON Schema as response format, tools, and a response format at
   * all (default: it does).
   */
  readonly supports: {
    readonly responseSchema: boolean
    readonly tools: boolean
    readonly responseFormat?: boolean
  }
  generate(request: LmRequest, options?: GenerateOptions): Promise<LmResponse>
  /**
   * Removes an answer that no adapter could read from the model's cache, if it has one, so that an
   * equal request is sent again. `request` is the one that was passed to `generate`.
   */
  forget?(request: LmRequest, response: LmResponse): Promise<void>
  /** The same model with other settings. */
  with(settings: LmSettings): LanguageModel
}

/**
 * The language model in a context. A call uses the model in its options, then this one, then the
 * one set by `configure()`.
 */
export const lmKey = contextKey<LanguageModel>('lm')

/** Turns texts into vectors of one length. */
export interface Embedder {
  readonly id: string
  /** The address that the embedder calls, as for a language model. */
  readonly endpoint?: string | undefined
  readonly dimensions: number
  embed(texts: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<number[][]>
}
export const embedderKey = contextKey<Embedder>('embedder')
