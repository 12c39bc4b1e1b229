import { adapterByName } from '../../adapter/adapter-by-name.ts'
import type { LmSettings } from '../../lm/language-model.ts'
import { signatureHash } from '../../signature/signature-hash.ts'
import type { SignatureInfo } from '../../signature/signature.ts'
import { deepFreeze } from '../../text/deep-freeze.ts'
import type { Json } from '../../type/type.ts'
import type { ModuleState } from '../module.ts'
import { checkDemos } from './check-demos.ts'
import { copyJson } from './copy-json.ts'
import { InvalidStateError, StateSignatureMismatchError } from './invalid-state.ts'
import { isRecord, type JsonRecord, recordWith, type StateShape } from './shape.ts'

const within = (low: number, high: number) => (value: Json) =>
  typeof value === 'number' && value >= low && value <= high
const whole = (value: Json) => Number.isSafeInteger(value)

const checks: {
  readonly [K in keyof Required<LmSettings>]: readonly [
    fits: (value: Json) => boolean,
    rule: string,
  ]
} = {
  temperature: [within(0, 2), 'a number from 0 to 2'],
  topP: [within(0, 1), 'a number from 0 to 1'],
  maxOutputTokens: [(value) => whole(value) && (value as number) > 0, 'a whole number above 0'],
  seed: [whole, 'a whole number'],
  stopSequences: [
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    'a list of strings',
  ],
  providerOptions: [
    (value) => isRecord(value) && Object.values(value).every(isRecord),
    "an object of each provider's options",
  ],
}

const checkSettings = (input: Json, path: string, problems: string[]): void => {
  const settings = recordWith(input, Object.keys(checks), path, problems)
  for (const [name, [fits, rule]] of Object.entries(checks)) {
    const value = settings[name]
    if (value !== undefined && !fits(value)) problems.push(`${path}.${name} must be ${rule}`)
  }
}

/**
 * Validates a state from a file, a row or another module against the module that it is for:
 * version, predictor paths, signature hashes, demos by the fields' types, settings, parameters.
 * Returns a frozen copy. Applies nothing unless everything fits: throws
 * `StateSignatureMismatchError` if a predictor's fields have changed, and `InvalidStateError` with
 * all other problems.
 */
export const checkState = (input: unknown, shape: StateShape): ModuleState => {
  const problems: string[] = []
  const state = recordWith(
    copyJson(input, problems),
    ['version', 'predictors', 'parameters'],
    'state',
    problems,
  )
  if (state.version !== 1)
    problems.push(`state.version must be 1, not ${JSON.stringify(state.version)}`)
  const predictors = checkPaths(state.predictors, Object.keys(shape.predictors), problems)
  checkParameters(state.parameters ?? {}, shape, problems)
  refuse(problems)
  for (const [path, signature] of Object.entries(shape.predictors))
    checkSignature(path, signature, predictors[path])
  for (const [path, signature] of Object.entries(shape.predictors))
    checkPredictor(predictors[path] as Json, signature, `state.predictors.${path}`, problems)
  refuse(problems)
  return deepFreeze(state) as unknown as ModuleState
}

const refuse = (problems: readonly string[]): void => {
  if (problems.length) throw new InvalidStateError(problems)
}

const checkPaths = (
  value: Json | undefined,
  paths: readonly string[],
  problems: string[],
): JsonRecord => {
  const predictors = recordWith(value, paths, 'state.predictors', problems)
  for (const path of paths)
    if (!Object.hasOwn(predictors, path)) problems.push(`state.predictors lacks "${path}"`)
  return predictors
}

const checkParameters = (input: Json, shape: StateShape, problems: string[]): void => {
  const parameters = recordWith(input, Object.keys(shape.parameters), 'state.parameters', problems)
  for (const [name, check] of Object.entries(shape.parameters)) {
    const value = parameters[name]
    const wrong = value === undefined ? 'is missing' : check(value)
    if (wrong) problems.push(`state.parameters.${name} ${wrong}`)
  }
}

const checkSignature = (
  predictor: string,
  signature: SignatureInfo,
  value: Json | undefined,
): void => {
  const expected = signatureHash(signature)
  const hash = recordWith(
    value,
    ['signatureHash', 'instructions', 'demos', 'adapter', 'settings'],
    predictor,
    [],
  ).signatureHash
  if (hash !== expected)
    throw new StateSignatureMismatchError({
      predictor,
      signature: signature.name,
      expected,
      given: typeof hash === 'string' ? hash : 'missing',
    })
}

const checkPredictor = (
  value: Json,
  signature: SignatureInfo,
  path: string,
  problems: string[],
): void => {
  const state = recordWith(
    value,
    ['signatureHash', 'instructions', 'demos', 'adapter', 'settings'],
    path,
    problems,
  )
  if (typeof state.instructions !== 'string') problems.push(`${path}.instructions must be a string`)
  checkDemos(state.demos, signature, `${path}.demos`, problems)
  if (state.settings !== undefined) checkSettings(state.settings, `${path}.settings`, problems)
  if (state.adapter === undefined) return
  if (typeof state.adapter !== 'string')
    problems.push(`${path}.adapter must be the name of an adapter`)
  else if (!adapterByName(state.adapter))
    problems.push(`${path}.adapter is "${state.adapter}", which is not an adapter`)
}
