import type { Operator, Scalar } from './world.ts'

/** A value that only a record tells, while there is none to ask. */
export const open = Symbol('open')
export type Open = typeof open
export type Value = Scalar | readonly Scalar[] | Open
/** Yes, no, or what only a record tells. */
export type Verdict = boolean | Open

const order = (left: Scalar, right: Scalar): number => {
  if (left === right) return 0
  if (typeof left === 'string')
    return [...left].map(code).join() < [...(right as string)].map(code).join() ? -1 : 1
  return (left as number) < (right as number) ? -1 : 1
}
const code = (letter: string) => String(letter.codePointAt(0)).padStart(7, '0')
/** Null last, as an ascending sort has it. */
export const compareScalars = (left: Scalar, right: Scalar): number =>
  left === null ? (right === null ? 0 : 1) : right === null ? -1 : order(left, right)

type Given = Exclude<Value, Open>
const strictly = (work: (...given: readonly never[]) => Scalar, given: readonly Given[]): Scalar =>
  given.includes(null) ? null : work(...(given as never[]))

const within = (candidate: Scalar, list: readonly Scalar[]): boolean | null => {
  if (list.length === 0) return false
  if (candidate === null) return null
  return list.includes(candidate) ? true : list.includes(null) ? null : false
}

const plain: Readonly<Partial<Record<Operator, (given: readonly Given[]) => Scalar>>> = {
  eq: (given) => strictly((left: Scalar, right: Scalar) => left === right, given),
  ne: (given) => strictly((left: Scalar, right: Scalar) => left !== right, given),
  lt: (given) => strictly((left: Scalar, right: Scalar) => order(left, right) < 0, given),
  lte: (given) => strictly((left: Scalar, right: Scalar) => order(left, right) <= 0, given),
  gt: (given) => strictly((left: Scalar, right: Scalar) => order(left, right) > 0, given),
  gte: (given) => strictly((left: Scalar, right: Scalar) => order(left, right) >= 0, given),
  add: (given) => strictly((left: number, right: number) => left + right, given),
  multiply: (given) => strictly((left: number, right: number) => left * right, given),
  concat: (given) => strictly((left: string, right: string) => left + right, given),
  isNull: ([operand]) => operand === null,
  isDistinctFrom: ([left, right]) => left !== right,
  inList: ([candidate, list]) => within(candidate as Scalar, list as readonly Scalar[]),
}

/** Conjunction over yes, no, unknown and open; open wins over unknown. */
export const all = (values: readonly Value[]): Value => {
  if (values.includes(false)) return false
  return values.includes(open) ? open : values.includes(null) ? null : true
}
export const opposite = (value: Value): Value => (typeof value === 'boolean' ? !value : value)
export const any = (values: readonly Value[]): Value => opposite(all(values.map(opposite)))
export const both = (...verdicts: readonly Verdict[]): Verdict => all(verdicts) as Verdict
export const either = (...verdicts: readonly Verdict[]): Verdict => any(verdicts) as Verdict
export const neither = (verdict: Verdict): Verdict => opposite(verdict) as Verdict

const coalesce = (values: readonly Value[]): Value => {
  const first = values.find((value) => value !== null) ?? null
  return first
}

/** What an operator gives; open where an operand that matters is. */
export const operate = (operator: Operator, values: readonly Value[]): Value => {
  switch (operator) {
    case 'and':
      return all(values)
    case 'or':
      return any(values)
    case 'not':
      return opposite(values[0] as Value)
    case 'coalesce':
      return coalesce(values)
    case 'ifElse':
      return values[0] === open
        ? values[1] === values[2]
          ? (values[1] as Value)
          : open
        : values[0] === true
          ? (values[1] as Value)
          : (values[2] as Value)
    default:
      return calculate(operator, values)
  }
}

const nullable = new Set<Operator>(['isNull', 'isDistinctFrom', 'inList'])
const calculate = (operator: Operator, values: readonly Value[]): Value => {
  if (values.includes(open)) {
    if (operator === 'inList' && Array.isArray(values[1]) && values[1].length === 0) return false
    return !nullable.has(operator) && values.includes(null) ? null : open
  }
  return plain[operator]!(values as Given[])
}
