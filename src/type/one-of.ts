import { DefinitionError } from '../error/definition-error.ts'
import { nearestName } from '../text/nearest.ts'
import { compareCodePoints } from '../text/shown.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { ok, type Result, type Type } from './type.ts'

const fold = (text: string) => text.trim().toLowerCase()

const assertValues = (values: readonly string[]) => {
  if (values.length === 0)
    throw new DefinitionError({
      resource: 't.oneOf',
      problem: 'there are no values to choose from',
      fix: "Write t.oneOf('draft', 'published').",
    })
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined)
    throw new DefinitionError({
      resource: 't.oneOf',
      problem: `"${twice}" is listed twice`,
      fix: 'Remove one.',
    })
}

/** The exact value, else the only one that is the same but for case and outer white space. */
const choose = (values: readonly string[], input: unknown): string | undefined => {
  const text =
    typeof input === 'string'
      ? input
      : typeof input === 'number' || typeof input === 'boolean'
        ? String(input)
        : undefined
  if (text === undefined) return undefined
  if (values.includes(text)) return text
  const same = values.filter((value) => fold(value) === fold(text))
  return same.length === 1 ? same[0] : values.find((value) => value === text.trim())
}

/**
 * One of a fixed list of strings. `describe` says in words what each stands for; prompts and docs
 * show it.
 */
export const oneOfType = <V extends string>(
  values: readonly V[],
  describe?: Readonly<Record<V, string>>,
): Type<V> => {
  assertValues(values)
  const listed = values.join('; ')
  return defineType<V>({
    name: 'oneOf',
    storage: 'text',
    reads: values,
    fidelity: 'direct',
    constraints: { values, ...(describe ? { describe } : {}) },
    parse: (input): Result<V> => {
      const choice = choose(values, input)
      if (choice !== undefined) return ok(choice as V)
      const suggestion = typeof input === 'string' ? nearestName(input, values) : undefined
      return mismatch('one_of', `must be one of: ${listed}`, input, {
        values,
        ...(suggestion === undefined ? {} : { suggestion }),
      })
    },
    compare: compareCodePoints,
    jsonSchema: { type: 'string', enum: [...values] },
    description: `one of: ${listed}`,
    limits: describe ? values.map((value) => `"${value}" is ${describe[value]}`) : [],
    isEmpty: (input) => isBlank(input) && !values.includes(input as V),
  })
}
