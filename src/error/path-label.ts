import { clip } from '../type/shown.ts'

const deepest = 20

/** A path as a person writes it: `tags[1]`, `address.street`. What a caller named is quoted in part. */
export const pathLabel = (path: readonly (string | number)[]): string =>
  path
    .slice(0, deepest)
    .map((segment, i) => (typeof segment === 'number' ? `[${segment}]` : `${i === 0 ? '' : '.'}${clip(segment)}`))
    .join('')
