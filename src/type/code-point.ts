const rank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit)

/** Orders by code point, as Postgres does under the collation "C". JavaScript's `<` orders by UTF-16 unit. */
export const compareCodePoints = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const difference = rank(left.charCodeAt(i)) - rank(right.charCodeAt(i))
    if (difference) return difference
  }
  return left.length - right.length
}

/** The number of code points, as Postgres and JSON Schema count characters. */
export const characters = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}
