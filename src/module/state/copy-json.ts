import type { Json } from '../../type/type.ts'

const deepest = 64

/**
 * A copy of plain JSON data that shares nothing with the original. Reports and leaves out
 * everything that is not JSON, and every key that could reach a prototype.
 */
export const copyJson = (input: unknown, problems: string[], path = 'state', depth = 0): Json => {
  const refuse = (why: string): Json => {
    problems.push(`${path} ${why}`)
    return null
  }
  if (input === null || typeof input === 'string' || typeof input === 'boolean') return input
  if (typeof input === 'number')
    return Number.isFinite(input) ? input : refuse(`is ${input}, which JSON cannot represent`)
  if (typeof input !== 'object') return refuse(`is a ${typeof input}, which JSON cannot represent`)
  if (depth > deepest) return refuse(`is nested deeper than ${deepest} levels`)
  if (Array.isArray(input))
    return input.map((item, index) => copyJson(item, problems, `${path}[${index}]`, depth + 1))
  if (!isPlainObject(input)) return refuse('is an instance of a class, which JSON cannot represent')
  const copy: Record<string, Json> = {}
  for (const [key, value] of Object.entries(input)) {
    if (key === '__proto__') refuse('has the key "__proto__", which is never allowed')
    else if (value !== undefined) copy[key] = copyJson(value, problems, `${path}.${key}`, depth + 1)
  }
  return copy
}

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
