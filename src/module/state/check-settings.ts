import type { LmSettings } from '../../lm/language-model.ts'
import type { Json } from '../../type/type.ts'
import { isRecord, recordWith } from './shape.ts'

const within = (low: number, high: number) => (value: Json) => typeof value === 'number' && value >= low && value <= high
const whole = (value: Json) => Number.isSafeInteger(value)

const checks: { readonly [K in keyof Required<LmSettings>]: readonly [fits: (value: Json) => boolean, rule: string] } = {
  temperature: [within(0, 2), 'a number from 0 to 2'],
  topP: [within(0, 1), 'a number from 0 to 1'],
  maxOutputTokens: [(value) => whole(value) && (value as number) > 0, 'a whole number above 0'],
  seed: [whole, 'a whole number'],
  stopSequences: [(value) => Array.isArray(value) && value.every((item) => typeof item === 'string'), 'a list of strings'],
  providerOptions: [(value) => isRecord(value) && Object.values(value).every(isRecord), "an object of each provider's options"],
}

export const checkSettings = (given: Json, path: string, problems: string[]): void => {
  const settings = recordWith(given, Object.keys(checks), path, problems)
  for (const [name, [fits, rule]] of Object.entries(checks)) {
    const value = settings[name]
    if (value !== undefined && !fits(value)) problems.push(`${path}.${name} must be ${rule}`)
  }
}
