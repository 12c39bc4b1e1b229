import type { Operator } from '../node.ts'
import { arithmetic } from './arithmetic.ts'
import { comparisons } from './comparison.ts'
import type { OperatorDefinition } from './definition.ts'
import { keys } from './keys.ts'
import { lists } from './list.ts'
import { logic } from './logic.ts'
import { text } from './text.ts'
import { time } from './time.ts'
import { vectors } from './vector.ts'

/** Every operator's definition. */
export const operatorTable: Readonly<Record<Operator, OperatorDefinition>> = Object.freeze({
  ...logic,
  ...comparisons,
  ...keys,
  ...arithmetic,
  ...text,
  ...lists,
  ...vectors,
  ...time,
})
