import { castField } from './cast-field.ts'
import { broken, declared, defineType, isBlank, mismatch } from './define-type.ts'
import { describeType } from './describe.ts'
import { type FieldLike, fieldOf, type TypeOf } from './field.ts'
import { IssueList } from './issue-list.ts'
import { type SchemaMode, typeJsonSchema } from './json-schema.ts'
import { fromJsonText } from './json-text.ts'
import { lenientField } from './lenient.ts'
import { assertRange, lengthLimits } from './limits.ts'
import { isDirect } from './stored-form.ts'
import { type Issue, type Json, type JsonSchema, ok, type Result, type Type } from './type.ts'

export interface ListOptions {
  readonly minLength?: number
  readonly maxLength?: number
}

const castItems = (of: FieldLike, items: readonly unknown[]): Result<unknown[]> => {
  const issues = new IssueList()
  const values: unknown[] = []
  for (let i = 0; i < items.length; i++) {
    const result = castField(of, items[i])
    if (result.ok) values.push(result.value)
    else issues.add(result.issues, [i])
  }
  return issues.length ? { ok: false, issues: issues.all } : ok(values)
}

const checkLength = (length: number, { minLength, maxLength }: ListOptions): Issue[] => [
  ...(minLength !== undefined && length < minLength
    ? [
        broken('min_length', `must have ${lengthLimits('item', { minLength })}`, {
          minLength,
          length,
        }),
      ]
    : []),
  ...(maxLength !== undefined && length > maxLength
    ? [
        broken('max_length', `must have ${lengthLimits('item', { maxLength })}`, {
          maxLength,
          length,
        }),
      ]
    : []),
]

const parse = (input: unknown): Result<unknown[]> => {
  const list = fromJsonText(input, '[')
  return Array.isArray(list) ? ok(list) : mismatch('list', 'must be a list', input)
}

const each = <R>(values: readonly unknown[], work: (value: never) => R) =>
  values.map((value) => (value === null ? null : work(value as never)))

const equalItems = ({ equal }: Pick<Type<never>, 'equal'>, left: unknown, right: unknown) =>
  left === right || (left !== null && right !== null && equal(left as never, right as never))

const schemaOf = (
  item: FieldLike,
  { minLength, maxLength }: ListOptions,
  mode: SchemaMode,
): JsonSchema => ({
  type: 'array',
  items: typeJsonSchema(item, mode),
  ...(minLength === undefined ? {} : { minItems: minLength }),
  ...(maxLength === undefined ? {} : { maxItems: maxLength }),
})

/**
 * An ordered list of values of one type, stored as `jsonb`. Items are null only where their field
 * is nullable.
 */
export const listType = <F extends FieldLike>(
  of: F,
  options: ListOptions = {},
): Type<TypeOf<F>[]> => {
  assertRange('list', options.minLength, options.maxLength)
  const item = fieldOf(of)
  const toJson = (values: readonly unknown[]) => each(values, item.type.toJson) as Json
  const base = defineType<unknown[]>({
    name: 'list',
    storage: 'jsonb',
    ...(item.type.storage === 'text' && item.type.reads === 'all' ? { reads: 'array' } : {}),
    constraints: { of: item, ...declared(options) },
    parse,
    cast: (input) => {
      const parsed = parse(input)
      if (!parsed.ok) return parsed
      const items = castItems(item, parsed.value)
      const issues = [
        ...checkLength(parsed.value.length, options),
        ...(items.ok ? [] : items.issues),
      ]
      return issues.length ? { ok: false, issues } : items
    },
    toJson,
    dump: (values) => JSON.stringify(toJson(values)),
    equal: (left, right) =>
      left.length === right.length &&
      left.every((value, i) => equalItems(item.type, value, right[i])),
    jsonSchema: schemaOf(item, options, 'input'),
    outputJsonSchema: schemaOf(item, options, 'output'),
    ...(item.type.hasJson === false ? { hasJson: false as const } : {}),
    ...(item.type.answerJsonSchema ? { answerJsonSchema: schemaOf(item, options, 'answer') } : {}),
    description: `list of ${describeType(item.type, 'brief')}`,
    limits: lengthLimits('item', options),
    of: item.type,
    isEmpty: isBlank,
    lenient: (side) => listType(lenientField(item, side), options) as Type<unknown[]>,
  })
  const load = (stored: unknown) => each(base.load(stored), item.type.load)
  const direct = isDirect(item.type) ? { direct: { dump: base.dump, load, sure: false } } : {}
  return Object.freeze({ ...base, load, ...direct }) as Type<TypeOf<F>[]>
}
