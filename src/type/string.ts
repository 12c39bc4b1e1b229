import { characters, compareCodePoints, isStorableText, unstorable } from '../text/shown.ts'
import { broken, declared, defineType, isBlank, mismatch } from './define-type.ts'
import { assertRange, lengthLimits } from './limits.ts'
import { type Issue, type JsonSchema, ok, type Result, type Type } from './type.ts'

export interface StringOptions {
  /** In code points. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly match?: RegExp
  /** Cut white space at both ends. The default is yes. */
  readonly trim?: boolean
  /** Take `''` as a value. The default is no: it stands for null. */
  readonly allowEmpty?: boolean
  /** A JSON Schema format, for documentation: `email`, `uri`. */
  readonly format?: string
}

const parse =
  (trim: boolean) =>
  (input: unknown): Result<string> => {
    const text =
      typeof input === 'string'
        ? input
        : typeof input === 'bigint' || Number.isFinite(input)
          ? String(input)
          : undefined
    if (text === undefined) return mismatch('string', 'must be text', input)
    if (!isStorableText(text)) return mismatch('string', unstorable, input)
    return ok(trim ? text.trim() : text)
  }

const check =
  ({ minLength, maxLength, match, allowEmpty }: StringOptions) =>
  (text: string): Issue[] => {
    if (text === '' && !allowEmpty) return [broken('required', 'must not be empty', {})]
    const length = characters(text)
    return [
      ...(minLength !== undefined && length < minLength
        ? [
            broken('min_length', `must be ${lengthLimits('character', { minLength })}`, {
              minLength,
              length,
            }),
          ]
        : []),
      ...(maxLength !== undefined && length > maxLength
        ? [
            broken('max_length', `must be ${lengthLimits('character', { maxLength })}`, {
              maxLength,
              length,
            }),
          ]
        : []),
      ...(match && text.search(match) < 0
        ? [broken('match', `must match ${match}`, { match: String(match) })]
        : []),
    ]
  }

const jsonSchema = ({
  minLength,
  maxLength,
  match,
  format,
  allowEmpty,
}: StringOptions): JsonSchema => ({
  type: 'string',
  ...((minLength ?? 0) > 0
    ? { minLength: minLength as number }
    : allowEmpty
      ? {}
      : { minLength: 1 }),
  ...(maxLength === undefined ? {} : { maxLength }),
  // A flag changes what the source means and JSON Schema has no place for it.
  ...(match && !match.flags.replace(/[uvgd]/g, '') ? { pattern: match.source } : {}),
  ...(format === undefined ? {} : { format }),
})

/** The outer white space is kept, and the constraints hold for what is within it. */
const keepingSpace = (type: Type<string>): Type<string> => ({
  ...type,
  cast: (input) => {
    const cast = type.cast(input)
    return cast.ok && typeof input === 'string' ? ok(input) : cast
  },
})

/** Text. `text` is the same for longer prose; prompts and forms show it differently. */
export const stringType = (
  options: StringOptions = {},
  name: 'string' | 'text' = 'string',
): Type<string> => {
  assertRange(name, options.minLength, options.maxLength)
  const { trim = true, allowEmpty = false } = options
  return defineType<string>({
    name,
    storage: 'text',
    reads: 'all',
    fidelity: 'sure',
    constraints: declared(options),
    parse: parse(trim),
    check: check(options),
    load: (stored) => String(stored),
    compare: compareCodePoints,
    jsonSchema: jsonSchema(options),
    limits: [
      ...lengthLimits('character', options),
      ...(options.match ? [`matching ${options.match}`] : []),
      ...(options.format ? [`formatted as ${options.format}`] : []),
    ],
    isEmpty: (input) => !allowEmpty && (trim ? isBlank(input) : input === ''),
    lenient: (side) => {
      const type = stringType({ ...options, allowEmpty: true }, name)
      return side === 'given' ? keepingSpace(type) : type
    },
  })
}

/** Prose: stored and checked as `string`, shown as a larger field. */
export const textType = (options: StringOptions = {}) => stringType(options, 'text')
