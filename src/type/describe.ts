import type { Type } from './type.ts'

/**
 * A type in plain words with its constraints: `string, at least 3 characters, at most 80
 * characters`. `brief` puts the constraints in parentheses, for use inside a sentence.
 */
export const describeType = (
  type: Pick<Type<unknown>, 'description' | 'limits'>,
  style: 'full' | 'brief' = 'full',
): string => {
  const limits = type.limits ?? []
  if (limits.length === 0) return type.description
  return style === 'full'
    ? [type.description, ...limits].join(', ')
    : `${type.description} (${limits.join(', ')})`
}
