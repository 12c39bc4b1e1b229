import { DefinitionError } from '../error/definition-error.ts'
import { castFields, isOptional } from './cast-field.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { describeType } from './describe.ts'
import { type AnyField, fieldOf, type Fields, type RecordOf } from './field.ts'
import { fieldsJsonSchema } from './json-schema.ts'
import { fromJsonText } from './json-text.ts'
import { lenientFields } from './lenient.ts'
import { isDirect } from './stored-form.ts'
import { ok, type Result, type Type } from './type.ts'

type Entries = readonly (readonly [string, AnyField])[]

const parse = (input: unknown): Result<Record<string, unknown>> => {
  const object = fromJsonText(input, '{')
  const isMap =
    typeof object === 'object' &&
    object !== null &&
    !Array.isArray(object) &&
    !(object instanceof Date)
  return isMap ? ok(object as Record<string, unknown>) : mismatch('map', 'must be an object', input)
}

const fieldEntries = (fields: Fields): Entries => {
  const unsafe = Object.keys(fields).find((name) => name === '__proto__')
  if (unsafe)
    throw new DefinitionError({
      resource: 't.map',
      problem: `"${unsafe}" cannot be a field's name`,
    })
  return Object.entries(fields).map(([name, like]) => [name, fieldOf(like)] as const)
}

const each = (
  entries: Entries,
  record: Record<string, unknown>,
  work: (field: AnyField, value: unknown) => unknown,
) =>
  Object.fromEntries(
    entries.map(([name, field]) => [
      name,
      (record[name] ?? null) === null ? null : work(field, record[name]),
    ]),
  )

/**
 * An object with these fields and no others, stored as `jsonb`. Every field of a value is present;
 * those left out take their default or null.
 */
export const mapType = <F extends Fields>(fields: F): Type<RecordOf<F>> => {
  const entries = fieldEntries(fields)
  const toJson = (value: Record<string, unknown>) =>
    each(entries, value, (field, part) => field.type.toJson(part))
  const base = defineType<Record<string, unknown>>({
    name: 'map',
    storage: 'jsonb',
    constraints: { fields },
    parse,
    cast: (input) => {
      const parsed = parse(input)
      return parsed.ok ? castFields(fields, parsed.value) : parsed
    },
    toJson: (value) => toJson(value) as never,
    dump: (value) => JSON.stringify(toJson(value)),
    equal: (left, right) =>
      entries.every(([name, { type }]) => {
        const [a, b] = [left[name] ?? null, right[name] ?? null]
        return a === null || b === null ? a === b : type.equal(a, b)
      }),
    jsonSchema: fieldsJsonSchema(fields, { mode: 'input' }),
    outputJsonSchema: fieldsJsonSchema(fields, { mode: 'output' }),
    ...(entries.some(([, entry]) => entry.type.hasJson === false && !isOptional(entry))
      ? { hasJson: false as const }
      : {}),
    ...(entries.some(([, { type }]) => type.answerJsonSchema)
      ? { answerJsonSchema: fieldsJsonSchema(fields, { mode: 'answer' }) }
      : {}),
    description: `object with ${entries.map(([name, field]) => `${name} (${describeType(field.type)}${field.options.nullable ? ', or null' : ''})`).join(', ')}`,
    isEmpty: isBlank,
    lenient: (side) => mapType(lenientFields(fields, side)),
  })
  const load = (stored: unknown) =>
    each(entries, base.load(stored), (field, part) => field.type.load(part))
  const direct = entries.every(([, field]) => isDirect(field.type))
    ? { direct: { dump: base.dump, load, sure: false } }
    : {}
  return Object.freeze({ ...base, load, ...direct }) as unknown as Type<RecordOf<F>>
}
