/** A number as written. A text field keeps its digits; a number field converts it. */
export class Numeral {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

/** An object as written, where a key may appear twice. */
export class LooseObject {
  readonly entries: readonly (readonly [key: string, value: Loose])[]
  constructor(entries: readonly (readonly [string, Loose])[]) {
    this.entries = entries
  }
}

/** A JSON value before any conversion. */
export type Loose = null | boolean | string | Numeral | LooseObject | readonly Loose[]

/** Why a text is not JSON, even with all accepted variations. */
export class NotJsonError extends Error {}

const grammar = /^[+-]?(?:(?:0|[1-9]\d{0,2}(?:_\d{3})+|[1-9]\d*)(?:\.\d+)?)(?:e[+-]?\d+)?$/i

/**
 * The number that a JSON or Python numeral represents; undefined if it is not valid (`007`,
 * `1.5e`).
 */
export const numeralValue = (source: string): number | undefined => {
  if (!grammar.test(source)) return undefined
  const value = Number(source.replaceAll('_', ''))
  return Number.isFinite(value) ? value + 0 : undefined
}

/** Sign, significant digits and exponent, so that `1.10` equals `1.1`. */
const digitsOf = (numeral: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(numeral) ?? []
  const all = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = all.replace(/0+$/, '')
  return significant === ''
    ? '0'
    : `${sign === '-' ? '-' : ''}${significant}e${Number(exponent) - fraction.length + (all.length - significant.length)}`
}

/** The number, if it represents all written digits. */
export const exactNumberOf = (source: string): number | undefined => {
  const value = numeralValue(source)
  return value !== undefined && digitsOf(source.replaceAll('_', '')) === digitsOf(String(value))
    ? value
    : undefined
}
