import type { Demo } from '../adapter/adapter.ts'
import type { Example } from '../evaluate/example.ts'
import type { AnyModule, ModuleState } from '../module/module.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import { castField } from '../type/cast-field.ts'
import { fieldOf, type Fields } from '../type/field.ts'
import type { Json } from '../type/type.ts'
import { withoutSensitive } from '../type/without-sensitive.ts'

/**
 * The values of the fields in wire form, without sensitive ones. Undefined if a value does not fit
 * its field.
 */
export const wireValues = (fields: Fields, values: object): Record<string, Json> | undefined => {
  const dumped: Record<string, Json> = {}
  const shown = withoutSensitive(fields, values as Record<string, unknown>)
  for (const [name, like] of Object.entries(fields)) {
    const value = Object.hasOwn(shown, name) ? shown[name] : undefined
    if (value === undefined) continue
    const result = castField(like, value)
    if (!result.ok) return undefined
    dumped[name] = result.value === null ? null : fieldOf(like).type.toJson(result.value as never)
  }
  return dumped
}

/**
 * A demonstration for a predictor from values with more or fewer members than its fields. Undefined
 * if one side is empty or a value does not fit.
 */
export const makeDemo = (
  signature: SignatureInfo,
  input: object,
  output: object,
  augmented = false,
): Demo | undefined => {
  const dumpedInput = wireValues(signature.input, input)
  const dumpedOutput = wireValues(signature.output, output)
  if (
    !dumpedInput ||
    !dumpedOutput ||
    !Object.keys(dumpedInput).length ||
    !Object.keys(dumpedOutput).length
  )
    return undefined
  return { input: dumpedInput, output: dumpedOutput, ...(augmented ? { augmented } : {}) }
}

/** An example's position in the trainset, and its demonstration for one predictor. */
export interface LabeledDemo {
  readonly example: number
  readonly demo: Demo
}

/**
 * The demonstrations from unmodified examples, without a run and without duplicates. Leaves out
 * those that the predictor cannot use.
 */
export const labeledDemos = <S>(
  signature: SignatureInfo,
  trainset: readonly Example<S>[],
): LabeledDemo[] => {
  const keys = new Set<string>()
  return trainset.flatMap(({ input, expected }, example) => {
    const demo = makeDemo(signature, input, expected)
    const text = canonicalJson(demo)
    if (!demo || keys.has(text)) return []
    keys.add(text)
    return [{ example, demo }]
  })
}

/** The module's state with other demonstrations, chosen for each predictor. */
export const stateWithDemos = (
  module: AnyModule,
  demos: (path: string, signature: SignatureInfo) => readonly Demo[],
): ModuleState => ({
  ...module.state,
  predictors: Object.fromEntries(
    Object.entries(module.state.predictors).map(([path, predictor]) => [
      path,
      { ...predictor, demos: demos(path, module.predictors[path] as SignatureInfo) },
    ]),
  ),
})
