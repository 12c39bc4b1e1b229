import { nearestName } from '../text/nearest.ts'
import { shown } from '../text/shown.ts'
import {
  type AnyField,
  type FieldLike,
  fieldOf,
  type Fields,
  type RecordOf,
  type TypeOf,
} from './field.ts'
import { IssueList } from './issue-list.ts'
import { prefixIssues, redactIssues } from './redact.ts'
import { type Issue, issue, ok, type Result } from './type.ts'
import { isNamedValues } from '../text/objects.ts'

export interface CastOptions {
  /** Where the input sits in the caller's; it goes in front of the path of each issue. */
  readonly path?: readonly (string | number)[]
  /** What to do about keys that are not fields. The default is `error`. */
  readonly unknown?: 'error' | 'ignore'
  /**
   * What a missing field becomes: its default or else null (`default`), or nothing at all (`omit`,
   * for partial updates). The default is `default`.
   */
  readonly missing?: 'default' | 'omit'
}

/**
 * Casts a value to a field. Null, undefined and what the type counts as empty become null where the
 * field takes it, else the issue `required`.
 */
export const castField = <F extends FieldLike>(
  like: F,
  input: unknown,
): Result<TypeOf<F> | null> => {
  const { type, options } = fieldOf(like)
  if (input === undefined || input === null || type.isEmpty?.(input))
    return options.nullable ? ok(null) : issue('required', 'is required')
  const result = type.cast(input)
  return result.ok || !options.sensitive
    ? result
    : { ok: false, issues: redactIssues(result.issues) }
}

/**
 * The value of a field that was left out: its default (a function is called), or undefined where it
 * declares none.
 */
export const defaultOf = (field: AnyField): unknown => {
  const declared = field.options.default
  return typeof declared === 'function' ? declared() : declared
}

/** Whether input may leave the field out. */
export const isOptional = ({ options }: AnyField): boolean =>
  options.nullable === true || options.generated === true || 'default' in options

const unknownKey = (fields: Fields, key: string): Issue => {
  const suggestion = nearestName(key, Object.keys(fields))
  return {
    path: [key],
    code: 'no_such_input',
    message: 'is not a known field',
    variables: { known: Object.keys(fields), ...(suggestion === undefined ? {} : { suggestion }) },
  }
}

/**
 * Casts an object field by field and reports every issue at once, unknown keys included. A missing
 * field takes its default; an explicit null does not. A missing generated field is left to the
 * storage.
 */
export const castFields = <F extends Fields>(
  fields: F,
  input: unknown,
  { path = [], unknown = 'error', missing = 'default' }: CastOptions = {},
): Result<RecordOf<F>> => {
  if (!isNamedValues(input))
    return {
      ok: false,
      issues: [
        { path, code: 'map', message: 'must be an object', variables: { value: shown(input) } },
      ],
    }
  const issues = new IssueList()
  if (unknown === 'error')
    for (const key of Object.keys(input))
      if (!Object.hasOwn(fields, key)) issues.make(() => unknownKey(fields, key))
  const record: Record<string, unknown> = {}
  for (const [name, like] of Object.entries(fields)) {
    const field = fieldOf(like)
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    if (
      value === undefined &&
      (missing === 'omit' || 'default' in field.options || field.options.generated)
    ) {
      if (missing === 'default' && 'default' in field.options) record[name] = defaultOf(field)
      continue
    }
    const result = castField(field, value)
    if (result.ok) record[name] = result.value
    else issues.add(result.issues, [name])
  }
  return issues.length
    ? { ok: false, issues: prefixIssues(path, issues.all) }
    : ok(record as RecordOf<F>)
}
