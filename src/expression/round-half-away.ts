/** The number that a decimal text stands for, moved by so many places. */
const shift = (decimal: string, places: number): number => {
  const [digits, exponent = '0'] = decimal.split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}

/**
 * Rounds to so many digits after the point, a half away from zero, as Postgres's `round(x::numeric,
 * digits)`: on the decimal form with 15 significant digits, so that 1.005 rounds to 1.01.
 */
export const roundHalfAway = (number: number, digits = 0): number => {
  if (Number.isInteger(number) && digits >= 0) return number
  const decimal = Math.abs(number).toPrecision(15)
  const size = shift(decimal, digits)
  return (
    Math.sign(number) *
      (Number.isFinite(size) ? shift(String(Math.round(size)), -digits) : Number(decimal)) +
    0
  )
}
