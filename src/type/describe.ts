import { type FieldLike, fieldOf } from './field.ts'
import type { Type } from './type.ts'

/** A type in plain words with its constraints: `string, at least 3 characters, at most 80 characters`. `brief` puts the constraints in parentheses, for use inside a sentence. */
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

/** A field in plain words: its type, whether it may be null, and its description. */
export const describeField = (like: FieldLike): string => {
  const { type, options } = fieldOf(like)
  const described = `${describeType(type)}${options.nullable ? ', or null' : ''}`
  return options.description ? `${described}: ${options.description}` : described
}
