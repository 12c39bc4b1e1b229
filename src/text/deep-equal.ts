/** Equality of plain data: lists in order, objects by key, dates by time. */
export const deepEqual = (left: unknown, right: unknown): boolean => {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return false
  if (left instanceof Date || right instanceof Date)
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime()
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && deepEqual(left[key as never], right[key as never]),
    )
  )
}
