import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import { attributeRule, type RuleOptions } from './attribute-rule.ts'

export interface StringLength extends RuleOptions {
  readonly min?: number
  readonly max?: number
}

/** A text has so many characters (code points). */
export const stringLength = <X>(
  _resource: X,
  name: keyof AttributesOf<X> & string,
  { min = 0, max = Number.POSITIVE_INFINITY, ...options }: StringLength,
): Change<X> =>
  attributeRule<X>(name, 'string_length', options, (value) => {
    const length = [...String(value)].length
    if (length < min) return `must be at least ${min} characters`
    return length > max ? `must be at most ${max} characters` : undefined
  })
