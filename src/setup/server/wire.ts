import { clip, shown } from '../../text/shown.ts'
import { castFields } from '../../type/cast-field.ts'
import { defineType, mismatch } from '../../type/define-type.ts'
import { type Field, field, type Fields, type RecordOf } from '../../type/field.ts'
import { issueText } from '../../type/redact.ts'
import { t } from '../../type/t.ts'
import { ok } from '../../type/type.ts'
import { RefusedRequestError } from './openai-error.ts'
import { isJsonObject } from '../../text/objects.ts'

// Fields as a protocol means them: a value is what it is, and nothing is trimmed, converted or
// completed.

const kind = <T>(name: string, is: (input: unknown) => input is T, problem: string): Field<T> =>
  field(
    defineType<T>({
      name,
      storage: 'jsonb',
      jsonSchema: {},
      parse: (input) => (is(input) ? ok(input) : mismatch(name, problem, input)),
    }),
  )

/** Any text at all. */
export const anyText = kind('text', (input) => typeof input === 'string', 'must be text')
/** Text that says something. */
export const someText = kind(
  'text',
  (input): input is string => typeof input === 'string' && input !== '',
  'must be text that is not empty',
)
/** Any object, as it is. */
export const anyObject = kind('map', isJsonObject, 'must be an object')

/** A number, a choice or a flag, only in its own JSON form. */
export const exact = <T extends string | number | boolean>(of: Field<T>): Field<T> => {
  const { isEmpty: _, ...type } = of.type
  const cast = (input: unknown) => {
    const result = of.type.cast(input)
    return result.ok && result.value !== input
      ? mismatch(type.name, `must be ${shown(result.value)}`, input)
      : result
  }
  return field({ ...type, cast })
}

/** An object with these fields. A protocol grows, so others are let be. */
export const open = <F extends Fields>(
  fields: F,
  check?: (value: RecordOf<F>) => string | undefined,
): Field<RecordOf<F>> => {
  const cast = (input: unknown) => {
    const result = castFields(fields, input, { unknown: 'ignore' })
    const absent = result.ok ? check?.(result.value) : undefined
    return absent === undefined
      ? result
      : ({
          ok: false,
          issues: [{ path: [absent], code: 'required', message: 'is required', variables: {} }],
        } as const)
  }
  return field({ ...anyObject.type, cast } as never) as Field<RecordOf<F>>
}

/** A list with so many items. */
export const listOf = <T>(
  of: Field<T>,
  limits: { readonly minLength?: number; readonly maxLength?: number } = {},
): Field<T[]> => {
  const { isEmpty: _, ...type } = t.list(of, limits).type
  const cast = (input: unknown) =>
    Array.isArray(input) ? type.cast(input) : mismatch('list', 'must be a list', input)
  return field({ ...type, cast } as never) as Field<T[]>
}

/** One thing where the value is text, the other where it is a list or an object. */
export const either = <S extends string, T extends object>(
  word: Field<S>,
  other: Field<T>,
  what: string,
): Field<S | T> => {
  const cast = (input: unknown) => {
    if (typeof input === 'string') return word.type.cast(input)
    return typeof input === 'object'
      ? other.type.cast(input)
      : mismatch('either', `must be ${what}`, input)
  }
  return field({ ...anyObject.type, cast } as never) as unknown as Field<S | T>
}

/** Reads a body by the protocol; the first thing wrong is said with its path. */
export const readBody = <T>(of: Field<T>, body: unknown): T => {
  const result = of.type.cast(body)
  if (result.ok) return result.value
  const [issue] = result.issues
  const path = issue!.path.join('.')
  throw new RefusedRequestError(
    path,
    `${clip(path, 200) || 'The body'} ${clip(issueText(issue!), 300)}.`,
  )
}
