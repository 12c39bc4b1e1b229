import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { type OperatorDefinition, strict } from './definition.ts'

type Vector = readonly number[]
/** Every layer says the same of vectors that cannot be compared. */
export const differentLengths = (left: number, right: number, cause?: unknown) =>
  new AssumptionFailedError(`Vectors of ${left} and of ${right} dimensions cannot be compared.`, {
    fix: 'Embed both with the same model.',
    cause,
  })

const sum = (left: Vector, right: Vector, term: (x: number, y: number) => number): number => {
  if (left.length !== right.length) throw differentLengths(left.length, right.length)
  let total = 0
  for (let i = 0; i < left.length; i++) total += term(left[i]!, right[i]!)
  return total
}
const product = (left: Vector, right: Vector) => sum(left, right, (x, y) => x * y)
const cosineDistance = (left: Vector, right: Vector) => {
  const dot = product(left, right)
  const size = Math.sqrt(product(left, left) * product(right, right))
  return size === 0 ? null : 1 - Math.max(-1, Math.min(1, dot / size))
}
const between = (
  what: string,
  apply: (left: Vector, right: Vector) => number | null,
  partial = false,
) =>
  strict(2, apply, ([left, right]) => `the ${what} of ${left} and ${right}`, {
    infix: true,
    partial,
  })

export const vectors = {
  cosineDistance: between('cosine distance', cosineDistance, true),
  l2Distance: between('distance', (left, right) =>
    Math.sqrt(sum(left, right, (x, y) => (x - y) ** 2)),
  ),
  innerProduct: between('inner product', product),
} satisfies Record<string, OperatorDefinition>
