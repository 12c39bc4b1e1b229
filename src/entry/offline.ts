export { hashing } from '../offline/hashing.ts'
export { offline, offlineModel } from '../offline/offline.ts'
export {
  type Script,
  scripted,
  type ScriptedModel,
  type ScriptedOptions,
  type ScriptedResponse,
} from '../offline/scripted.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Embedder, LanguageModel } from '../lm/language-model.ts'
export type { LanguageModelOptions } from '../lm/provider/provider-model.ts'
export type { LanguageModelV4 } from '@ai-sdk/provider'
