export { AdapterParseError, type UnreadableAnswer } from '../error/adapter-parse-error.ts'
export { EmbedderNotConfigured } from '../error/embedder-not-configured.ts'
export { LmAborted } from '../error/lm-aborted.ts'
export { LmAuth } from '../error/lm-auth.ts'
export { LmBilling } from '../error/lm-billing.ts'
export { LmContentFilter } from '../error/lm-content-filter.ts'
export { LmContextWindowExceeded } from '../error/lm-context-window-exceeded.ts'
export { LmError, type LmErrorOptions } from '../error/lm-error.ts'
export { LmInTransaction } from '../error/lm-in-transaction.ts'
export { LmInvalidRequest } from '../error/lm-invalid-request.ts'
export { LmNotConfigured } from '../error/lm-not-configured.ts'
export { LmNotRecorded } from '../error/lm-not-recorded.ts'
export { LmOutputLimit } from '../error/lm-output-limit.ts'
export { LmRateLimit } from '../error/lm-rate-limit.ts'
export { LmServer } from '../error/lm-server.ts'
export { LmTimeout } from '../error/lm-timeout.ts'
export { LmTransport } from '../error/lm-transport.ts'
export { LmUnexpected } from '../error/lm-unexpected.ts'
export { LmUnsupported } from '../error/lm-unsupported.ts'
export type { Adapter, Demo, FormatRequest } from './adapter/adapter.ts'
export { adapterKey } from './adapter/adapter.ts'
export { chatAdapter } from './adapter/chat/chat-adapter.ts'
export { jsonAdapter } from './adapter/json/json-adapter.ts'
export { twoStepAdapter } from './adapter/two-step/two-step-adapter.ts'
export { xmlAdapter } from './adapter/xml/xml-adapter.ts'
export { fileCache } from './cache/file-cache.ts'
export type { LmCache } from './cache/lm-cache.ts'
export { memoryCache } from './cache/memory-cache.ts'
export { cassette, type CassetteOptions } from './cassette/cassette.ts'
export { configure, configured, type Defaults } from './configure.ts'
export { embedderFromEnv } from './environment/embedder-from-env.ts'
export { lmFromEnv } from './environment/lm-from-env.ts'
export { hashing } from './hashing.ts'
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
} from './language-model.ts'
export { offline } from './offline/offline.ts'
export { offlineModel } from './offline/offline-model.ts'
export { embedder, type EmbedderOptions } from './provider/provider-embedder.ts'
export { languageModel, type LanguageModelOptions } from './provider/provider-model.ts'
export { resolveEmbedder } from './resolve-embedder.ts'
export { resolveLm } from './resolve-lm.ts'
export { type LmHttpServer, serve, type ServeOptions } from './serve.ts'
export { type Script, scripted, type ScriptedModel } from './scripted.ts'
export { addUsage, noUsage, recordUsage, sumUsage, trackUsage, usageKey, UsageTracker } from './usage.ts'
