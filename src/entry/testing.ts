export type { Skip, TestRunner } from '../testing/contract.ts'
export {
  dataLayerContract,
  type DataLayerContractOptions,
} from '../testing/data-layer/data-layer-contract.ts'
export { embedderContract, type EmbedderContractOptions } from '../testing/embedder-contract.ts'
export type { EnginePlace } from '../testing/job-engine/fixture.ts'
export {
  jobEngineContract,
  type JobEngineContractOptions,
} from '../testing/job-engine/job-engine-contract.ts'
export {
  languageModelContract,
  type LanguageModelContractOptions,
  type LanguageModelFixture,
} from '../testing/language-model-contract.ts'
export { lmCacheContract, type LmCacheContractOptions } from '../testing/lm-cache-contract.ts'
export {
  type Script,
  scripted,
  type ScriptedModel,
  type ScriptedOptions,
  type ScriptedResponse,
} from '../offline/scripted.ts'
export { generate, type GenerateRequest, type Values } from '../testing/generate/generate.ts'
export { seed, type SeedOptions } from '../testing/generate/seed.ts'
export { type Random, seededRandom } from '../evaluate/random.ts'
export { clockKey } from '../context/context.ts'
export { testClock, type TestClock } from '../testing/test-clock.ts'
export { typeContract, type TypeContractOptions } from '../testing/type-contract.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Action } from '../action/contract/action.ts'
export type { Session } from '../action/contract/session.ts'
export type { ContextKey } from '../context/context.ts'
export type { AnyResource, Row } from '../resource/resource.ts'
