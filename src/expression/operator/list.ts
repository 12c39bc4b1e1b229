import { equalValues } from '../compare.ts'
import { isAmong } from './comparison.ts'
import { type OperatorDefinition, strict } from './definition.ts'

type List = readonly unknown[]
const holds = (list: List, element: unknown) =>
  list.some((candidate) => candidate !== null && equalValues(candidate, element))

export const lists = {
  has: strict(2, holds, ([list, element]) => `${list} has ${element}`, { infix: true }),
  intersects: strict(
    2,
    (left: List, right: List) =>
      left.some((element) => element !== null && isAmong(right, element)),
    ([left, right]) => `${left} and ${right} share an element`,
    { infix: true },
  ),
  size: strict(
    1,
    (list: List) => list.length,
    ([list]) => `the size of ${list}`,
    { infix: true },
  ),
} satisfies Record<string, OperatorDefinition>
