import { AssertionError } from 'node:assert'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const keysOf = (value: object): string[] =>
  Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined)

/**
 * Whether two values are the same data: of objects their own values count, never their class, and
 * `undefined` counts as missing. `partly` lets the actual objects have more.
 */
const isSame = (actual: unknown, expected: unknown, partly: boolean): boolean => {
  if (Object.is(actual, expected)) return true
  if (!isObject(actual) || !isObject(expected)) return false
  if (expected instanceof Date) return actual instanceof Date && +actual === +expected
  if (Array.isArray(expected) !== Array.isArray(actual)) return false
  const keys = keysOf(expected)
  const sameSize = Array.isArray(expected)
    ? expected.length === (actual as unknown as unknown[]).length
    : partly || keys.length === keysOf(actual).length
  return sameSize && keys.every((key) => isSame(actual[key], expected[key], partly))
}

const settled = async (promise: unknown) => {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

/**
 * What the contracts assert with, so that they depend on no test runner: failures are those of
 * `node:assert`, which every runner shows with what was expected.
 */
class Expectation {
  readonly #actual: unknown
  constructor(actual: unknown) {
    this.#actual = actual
  }
  #assert(holds: boolean, words: string, expected?: unknown): void {
    if (!holds)
      throw new AssertionError({
        message: `what was returned ${words}`,
        actual: this.#actual,
        expected,
        operator: 'deepStrictEqual',
        stackStartFn: expect,
      })
  }
  toBe(expected: unknown): void {
    this.#assert(Object.is(this.#actual, expected), 'is not what it must be', expected)
  }
  toEqual(expected: unknown): void {
    this.#assert(isSame(this.#actual, expected, false), 'has other values than it must', expected)
  }
  toMatchObject(expected: object): void {
    this.#assert(isSame(this.#actual, expected, true), 'lacks values that it must have', expected)
  }
  toHaveLength(expected: number): void {
    const { length } = this.#actual as { readonly length?: unknown }
    this.#assert(length === expected, `has the length ${String(length)}, not ${expected}`)
  }
  toBeGreaterThan(least: number): void {
    this.#assert(Number(this.#actual) > least, `is not greater than ${least}`)
  }
  toContain(part: unknown): void {
    const whole = this.#actual as string | readonly unknown[]
    this.#assert(whole.includes(part as never), 'does not contain what it must', part)
  }
  toMatch(pattern: RegExp): void {
    this.#assert(pattern.test(String(this.#actual)), `does not match ${String(pattern)}`)
  }
  /** Of a promise that must reject: the error has these values. */
  async toRejectWith(expected: object): Promise<void> {
    const outcome = await settled(this.#actual)
    if (!('error' in outcome)) new Expectation(outcome.value).#assert(false, 'is not a failure')
    new Expectation(outcome.error).toMatchObject(expected)
  }
}

export const expect = (actual: unknown): Expectation => new Expectation(actual)
