import { InvalidArgument } from '../../error/invalid-argument.ts'

const deepest = 100

const refuse = (rule: string, message: string) => new InvalidArgument({ field: 'input', rule, message })

/** Throws where JSON from outside is nested absurdly or has a key that would reach a prototype. Does not recurse, so depth costs no stack. */
export const assertSafeJson = (json: unknown): void => {
  let level: unknown[] = [json]
  for (let depth = 0; level.length; depth++) {
    if (depth > deepest) throw refuse('depth', `must not be nested deeper than ${deepest}`)
    const objects = level.filter((value): value is object => typeof value === 'object' && value !== null)
    for (const object of objects) if (Object.hasOwn(object, '__proto__')) throw refuse('key', 'must not have the key "__proto__"')
    level = objects.flatMap((object) => Object.values(object))
  }
}
