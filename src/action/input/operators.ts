import type { Operator } from '../../expression/node.ts'
import { isCompositeStorage, isDirect } from '../../type/stored-form.ts'
import type { Type } from '../../type/type.ts'

/**
 * How a caller's value is taken: as the field's type, a list of it, an element of the field, a
 * piece of text, or yes and no.
 */
export type OperandKind = 'value' | 'values' | 'element' | 'elements' | 'text' | 'flag'
export interface InputOperator {
  readonly operator: Operator
  readonly operand: OperandKind
  readonly negated?: true
}

const equality = {
  eq: { operator: 'eq', operand: 'value' },
  ne: { operator: 'ne', operand: 'value' },
  in: { operator: 'in', operand: 'values' },
  notIn: { operator: 'in', operand: 'values', negated: true },
} as const
const order = {
  lt: { operator: 'lt', operand: 'value' },
  lte: { operator: 'lte', operand: 'value' },
  gt: { operator: 'gt', operand: 'value' },
  gte: { operator: 'gte', operand: 'value' },
} as const
const text = {
  contains: { operator: 'contains', operand: 'text' },
  startsWith: { operator: 'startsWith', operand: 'text' },
  endsWith: { operator: 'endsWith', operand: 'text' },
} as const
const list = {
  has: { operator: 'has', operand: 'element' },
  intersects: { operator: 'intersects', operand: 'elements' },
} as const
const presence = { isNull: { operator: 'isNull', operand: 'flag' } } as const

/** A text in which pieces can be looked for: stored as it is, and not one of a fixed set. */
const isSearchable = (type: Type<unknown>) =>
  type.storage === 'text' && isDirect(type) && !('enum' in type.jsonSchema)

/** What a caller may ask of a field of this type, by the name used in a filter. */
export const operatorsOf = (type: Type<unknown>): Readonly<Record<string, InputOperator>> => {
  if (type.of) return { ...list, ...presence }
  if (isCompositeStorage(type.storage) && !type.compare) return presence
  return {
    ...equality,
    ...(type.compare ? order : {}),
    ...(isSearchable(type) ? text : {}),
    ...presence,
  }
}
