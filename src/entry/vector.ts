export { nearest, type NearestOptions } from '../learning/retrieval/nearest.ts'
export { searchBy, type SearchByOptions } from '../learning/retrieval/search-by.ts'
export { splitText, type SplitOptions } from '../learning/retrieval/split-text.ts'
export {
  type ChunkTarget,
  vectorize,
  type VectorizeOptions,
} from '../learning/retrieval/vectorize.ts'
