import type { AshlarError } from '../../error/ashlar-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { noSuchInputs } from '../../error/no-such-name.ts'
import { shown } from '../../text/shown.ts'
import { castField } from '../../type/cast-field.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import { decodeControls, type DecodedOptions } from './decode-controls.ts'
import type { ActionDescription } from './describe-action.ts'
import type { AppLimits } from '../../text/limits.ts'
import { isJsonObject, isObject } from '../../text/objects.ts'

const refuse = (rule: string, message: string) =>
  new InvalidArgumentError({ field: 'input', rule, message })

/**
 * Throws where JSON from outside is nested absurdly or has a key that would reach a prototype. Does
 * not recurse, so depth costs no stack.
 */
const assertSafeJson = (json: unknown, deepest: number): void => {
  let level: unknown[] = [json]
  for (let depth = 0; level.length; depth++) {
    if (depth > deepest) throw refuse('depth', `must not be nested deeper than ${deepest}`)
    const objects = level.filter(isObject)
    for (const object of objects)
      if (Object.hasOwn(object, '__proto__'))
        throw refuse('key', 'must not have the key "__proto__"')
    level = objects.flatMap((object) => Object.values(object))
  }
}

export interface DecodedInput {
  /** For the action, which casts it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly options: DecodedOptions
}

/** A key is a value: an object in its place would be a condition on any record. */
const keyErrors = (
  description: ActionDescription,
  input: Readonly<Record<string, unknown>>,
): AshlarError[] =>
  Object.entries(description.fields.key).flatMap(([name, like]) => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    if (isObject(value))
      return [
        new InvalidArgumentError({
          field: name,
          rule: 'key',
          message: `must be one value, got ${shown(value)}`,
        }),
      ]
    const result = castField(like, value)
    return result.ok
      ? []
      : errorsOfIssues(prefixIssues([name], result.issues), {
          kind: 'argument',
          of: description.action.label,
        })
  })

/**
 * Splits what a caller sent into the action's input and what it says about the result, and refuses
 * what is neither. Types are left to the action itself. Throws one error, or a group of all.
 */
export const decodeInput = (
  description: ActionDescription,
  json: unknown,
  limits: AppLimits,
): DecodedInput => {
  if (!isJsonObject(json))
    throw new InvalidArgumentError({
      field: 'input',
      rule: 'map',
      message: `must be a JSON object, got ${shown(json)}`,
    })
  assertSafeJson(json, limits.inputDepth)
  const { inputs, controls } = description
  const unknown = Object.keys(json).filter(
    (key) => !inputs.has(key) && !controls.some((control) => control === key),
  )
  const errors = [
    ...noSuchInputs(unknown, { known: [...inputs, ...controls], of: description.action.label }),
    ...keyErrors(description, json),
  ]
  if (errors.length) throw groupErrors(errors)
  const entries = Object.entries(json).filter(
    ([name, value]) => inputs.has(name) && value !== undefined,
  )
  return { input: Object.fromEntries(entries), options: decodeControls(description, json, limits) }
}
