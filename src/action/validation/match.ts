import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import { attributeRule, type RuleOptions } from './attribute-rule.ts'

/** A text fits a pattern. */
export const match = <X>(_resource: X, name: keyof AttributesOf<X> & string, pattern: RegExp, options: RuleOptions = {}): Change<X> =>
  attributeRule<X>(name, 'match', options, (value) => (String(value).search(pattern) < 0 ? `must match ${pattern}` : undefined))
