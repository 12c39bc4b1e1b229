/**
 * The nearest number that a field can hold: a result beyond the greatest number is the greatest,
 * and zero has no sign. So a computation has a number on every record, and none can make a request
 * fail.
 */
export const saturated = (value: number): number =>
  Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0

/**
 * Numbers from `large` on are added up by so much smaller, or their sum would overflow on the way
 * to a result that does not.
 */
export const summing = { scale: 2 ** -64, large: 2 ** 900 } as const

/**
 * The sum divided by something, to the nearest number: of whole numbers exact however many there
 * are, of others without an overflow on the way.
 */
export const sumOf = (values: readonly number[], divisor = 1): number => {
  if (values.every(Number.isSafeInteger)) return wholeSum(values) / divisor
  let [sum, huge] = [0, 0]
  for (const value of values) {
    if (Math.abs(value) < summing.large) sum += value
    else huge += value * summing.scale
  }
  return saturated(
    huge === 0 ? sum / divisor : (sum * summing.scale + huge) / divisor / summing.scale,
  )
}

const wholeSum = (values: readonly number[]): number => {
  let sum = 0
  for (const value of values) {
    sum += value
    if (!Number.isSafeInteger(sum))
      return Number(values.reduce((exact, each) => exact + BigInt(each), 0n))
  }
  return sum
}
