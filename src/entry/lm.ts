export { AdapterParseError, type UnreadableAnswer } from '../adapter/adapter-parse-error.ts'
export { EmbedderNotConfiguredError } from '../error/lm-error.ts'
export { LmAbortedError } from '../error/lm-error.ts'
export { LmAuthError } from '../error/lm-error.ts'
export { LmBillingError } from '../error/lm-error.ts'
export { LmContentFilterError } from '../error/lm-error.ts'
export { LmContextWindowExceededError } from '../error/lm-error.ts'
export { LmError, type LmErrorOptions } from '../error/lm-error.ts'
export { LmInTransactionError } from '../error/lm-error.ts'
export { LmInvalidRequestError } from '../error/lm-error.ts'
export { LmNotConfiguredError } from '../error/lm-error.ts'
export { LmNotRecordedError } from '../error/lm-error.ts'
export { LmOutputLimitError } from '../error/lm-error.ts'
export { LmRateLimitError } from '../error/lm-error.ts'
export { LmServerError } from '../error/lm-error.ts'
export { LmTimeoutError } from '../error/lm-error.ts'
export { LmTransportError } from '../error/lm-error.ts'
export { LmUnexpectedError } from '../error/lm-error.ts'
export { LmUnsupportedError } from '../error/lm-error.ts'
export { ListenFailedError } from '../interface/server/start-server.ts'
export type { SignatureInfo } from '../signature/signature.ts'
export type { Adapter, Demo, FormatRequest, Generate } from '../adapter/adapter.ts'
export { adapterKey } from '../adapter/adapter.ts'
export { chatAdapter } from '../adapter/chat-adapter.ts'
export { jsonAdapter } from '../adapter/json-adapter.ts'
export { twoStepAdapter } from '../adapter/two-step-adapter.ts'
export { xmlAdapter } from '../adapter/xml/xml-adapter.ts'
export { fileCache } from '../lm/cache/file-cache.ts'
export type { LmCache } from '../lm/cache/lm-cache.ts'
export { memoryCache } from '../lm/cache/lm-cache.ts'
export { cassette, type CassetteOptions } from '../lm/cassette/cassette.ts'
export { configure, configured, type Defaults } from '../adapter/configure.ts'
export { embedderFromEnv } from '../setup/lm-from-env.ts'
export { lmFromEnv } from '../setup/lm-from-env.ts'
export { hashing } from '../offline/hashing.ts'
export {
  type Embedder,
  embedderKey,
  type GenerateOptions,
  type LanguageModel,
  type LmMessage,
  type LmRequest,
  type LmResponse,
  type LmSettings,
  type LmTool,
  type LmToolCall,
  type LmUsage,
  lmKey,
} from '../lm/language-model.ts'
export {
  CallHistory,
  type CallHistoryOptions,
  callsText,
  historyKey,
  type LmCall,
} from '../lm/history.ts'
export { offline } from '../offline/offline.ts'
export { offlineModel } from '../offline/offline.ts'
export { embedder, type EmbedderOptions } from '../lm/provider/provider-embedder.ts'
export { languageModel, type LanguageModelOptions } from '../lm/provider/provider-model.ts'
export {
  resolveEmbedder,
  type ResolveEmbedderOptions,
  resolveLm,
  type ResolveLmOptions,
} from '../adapter/configure.ts'
export { type LmHttpServer, serve, type ServeOptions } from '../setup/serve.ts'
export {
  type Script,
  scripted,
  type ScriptedModel,
  type ScriptedOptions,
  type ScriptedResponse,
} from '../offline/scripted.ts'
export {
  addUsage,
  noUsage,
  recordUsage,
  sumUsage,
  trackUsage,
  usageKey,
  UsageTracker,
} from '../lm/usage.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Context, ContextKey } from '../context/context.ts'
export type { ProviderEmbeddingModel } from '../lm/provider/provider-embedder.ts'
export type { ProviderModel } from '../lm/provider/provider-model.ts'
export type { ChosenEmbedder, ChosenModel } from '../setup/lm-from-env.ts'
export type { LanguageModelV4 } from '@ai-sdk/provider'
