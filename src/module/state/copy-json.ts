import type { Json } from '../../type/type.ts'

const deepest = 64

/** A copy of plain JSON data that shares nothing with the original. Reports and leaves out everything that is not JSON, and every key that could reach a prototype. */
export const copyJson = (given: unknown, problems: string[], path = 'state', depth = 0): Json => {
  const refuse = (why: string): Json => {
    problems.push(`${path} ${why}`)
    return null
  }
  if (given === null || typeof given === 'string' || typeof given === 'boolean') return given
  if (typeof given === 'number')
    return Number.isFinite(given) ? given : refuse(`is ${given}, which JSON cannot represent`)
  if (typeof given !== 'object') return refuse(`is a ${typeof given}, which JSON cannot represent`)
  if (depth > deepest) return refuse(`is nested deeper than ${deepest} levels`)
  if (Array.isArray(given))
    return given.map((item, index) => copyJson(item, problems, `${path}[${index}]`, depth + 1))
  if (!isPlainObject(given)) return refuse('is an instance of a class, which JSON cannot represent')
  const copy: Record<string, Json> = {}
  for (const [key, value] of Object.entries(given)) {
    if (key === '__proto__') refuse('has the key "__proto__", which is never allowed')
    else if (value !== undefined) copy[key] = copyJson(value, problems, `${path}.${key}`, depth + 1)
  }
  return copy
}

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
