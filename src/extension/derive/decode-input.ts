import type { CallerLimits } from '../../action/limits.ts'
import type { AshlarError } from '../../error/ashlar-error.ts'
import { errorsOfIssues } from '../../error/errors-of-issues.ts'
import { groupErrors } from '../../error/error-group.ts'
import { InvalidArgument } from '../../error/invalid-argument.ts'
import { noSuchInputs } from '../../error/no-such-input.ts'
import { castField } from '../../type/cast-field.ts'
import { prefixIssues } from '../../type/redact.ts'
import { shown } from '../../type/shown.ts'
import { type DecodedOptions, decodeControls } from './decode-controls.ts'
import type { ActionDescription } from './describe-action.ts'
import { assertSafeJson } from './safe-json.ts'

export interface DecodedInput {
  /** For the action, which casts it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly options: DecodedOptions
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A key is a value: an object in its place would be a condition on any record. */
const keyErrors = (description: ActionDescription, input: Readonly<Record<string, unknown>>): AshlarError[] =>
  Object.entries(description.fields.key).flatMap(([name, like]) => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    if (typeof value === 'object' && value !== null)
      return [new InvalidArgument({ field: name, rule: 'key', message: `must be one value, got ${shown(value)}` })]
    const result = castField(like, value)
    return result.ok ? [] : errorsOfIssues(prefixIssues([name], result.issues), { kind: 'argument', of: description.action.label })
  })

/**
 * Splits what a caller sent into the action's input and what it says about the result, and refuses what is neither.
 * Types are left to the action itself. Throws one error, or a group of all.
 */
export const decodeInput = (description: ActionDescription, json: unknown, limits: CallerLimits): DecodedInput => {
  if (!isObject(json)) throw new InvalidArgument({ field: 'input', rule: 'map', message: `must be a JSON object, got ${shown(json)}` })
  assertSafeJson(json)
  const { inputs, controls } = description
  const unknown = Object.keys(json).filter((key) => !inputs.has(key) && !controls.some((control) => control === key))
  const errors = [...noSuchInputs(unknown, { known: [...inputs, ...controls], of: description.action.label }), ...keyErrors(description, json)]
  if (errors.length) throw groupErrors(errors)
  const given = Object.entries(json).filter(([name, value]) => inputs.has(name) && value !== undefined)
  return { input: Object.fromEntries(given), options: decodeControls(description, json, limits) }
}
