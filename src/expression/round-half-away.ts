const shift = (number: number, places: number): number => {
  const [digits, exponent = '0'] = String(number).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}

/**
 * Rounds to so many digits after the point, a half away from zero, as Postgres's `round(x::numeric, digits)`:
 * on the decimal form with 15 significant digits, so that 1.005 rounds to 1.01.
 */
export const roundHalfAway = (number: number, digits = 0): number => {
  if (Number.isInteger(number) && digits >= 0) return number
  const size = shift(Number(Math.abs(number).toPrecision(15)), digits)
  return Math.sign(number) * shift(Math.round(size), -digits) + 0
}
