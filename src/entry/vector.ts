export { nearest, type NearestOptions } from '../learning/retrieval/nearest.ts'
export { searchBy, type SearchByOptions } from '../learning/retrieval/search-by.ts'
export { splitText, type SplitOptions } from '../learning/retrieval/split-text.ts'
export {
  type ChunkTarget,
  vectorize,
  type VectorizeOptions,
} from '../learning/retrieval/vectorize.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Action, ActionInput, ActionResource } from '../action/contract/action.ts'
export type { ActionContext, QueryBuilder } from '../action/contract/context.ts'
export type { Job } from '../job/job.ts'
export type { Passage, SearchOptions } from '../module/retrieve.ts'
export type { Load } from '../resource/load.ts'
export type { AnyResource, AttributesOf } from '../resource/resource.ts'
export type { TypeOf } from '../type/field.ts'
