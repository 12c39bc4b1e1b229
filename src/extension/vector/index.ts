export { nearest, type NearestOptions } from './nearest.ts'
export { searchBy, type SearchByOptions } from './search-by.ts'
export { splitText, type SplitOptions } from './split-text.ts'
export { type ChunkTarget, vectorize, type VectorizeOptions } from './vectorize.ts'
