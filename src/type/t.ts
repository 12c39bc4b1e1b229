import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DefinitionError } from '../error/definition-error.ts'
import { booleanType } from './boolean.ts'
import { datetimeType, dateType } from './date.ts'
import {
  type Field,
  field,
  type FieldLike,
  fieldOf,
  type Fields,
  type IsOptional,
  type RecordOf,
  type TypeOf,
} from './field.ts'
import { type FloatOptions, floatType } from './float.ts'
import { type IntegerOptions, integerType } from './integer.ts'
import { jsonMapType, type JsonObject } from './json-map.ts'
import { type ListOptions, listType } from './list.ts'
import { mapType } from './map.ts'
import { oneOfType } from './one-of.ts'
import { type StringOptions, stringType, textType } from './string.ts'
import type { Type } from './type.ts'
import { uuidType } from './uuid.ts'
import { vectorType } from './vector.ts'

export interface OneOf {
  <const V extends readonly [string, ...string[]]>(...values: V): Field<V[number]>
  /**
   * Values with a description each, which prompts and docs show: `t.oneOf({ draft: 'not yet to be
   * seen', published: 'for everyone' })`.
   */
  <const D extends Readonly<Record<string, string>>>(descriptions: D): Field<keyof D & string>
}
const oneOf = ((...values: readonly (string | Readonly<Record<string, string>>)[]) => {
  const [first] = values
  if (Array.isArray(first))
    throw new DefinitionError({
      resource: 't.oneOf',
      problem: 'the values are in a list',
      fix: "Write them one after another: t.oneOf('draft', 'published'), or t.oneOf(...values).",
    })
  return field(
    typeof first === 'object'
      ? oneOfType(Object.keys(first), first)
      : oneOfType(values as readonly string[]),
  )
}) as OneOf

export interface MapOf {
  (): Field<JsonObject>
  <F extends Fields>(options: { readonly fields: F }): Field<RecordOf<F>>
}
const map = ((options?: { readonly fields: Fields }) =>
  field<unknown>((options ? mapType(options.fields) : jsonMapType()) as Type<unknown>)) as MapOf

/**
 * The field types. Each call makes a field; its methods say how the field is treated: `t.string({
 * maxLength: 80 }).nullable()`.
 *
 * @example
 * const fields = { id: t.uuid().primaryKey(), title: t.string({ maxLength: 80 }).public(), tags: t.list(t.string()).default([]) }
 */
export const t = {
  /** A line of text, trimmed; `''` counts as null unless `allowEmpty`. */
  string: (options?: StringOptions): Field<string> => field(stringType(options)),
  /** Prose; as `string`, but shown as a larger field. */
  text: (options?: StringOptions): Field<string> => field(textType(options)),
  /** A whole number that JavaScript holds exactly. */
  integer: (options?: IntegerOptions): Field<number> => field(integerType(options)),
  /** A finite number. */
  float: (options?: FloatOptions): Field<number> => field(floatType(options)),
  boolean: (): Field<boolean> => field(booleanType()),
  /** A UUID; as a primary key it defaults to a new version 7. */
  uuid: (): Field<string> => field(uuidType()),
  /** A point in time as a `Date`; strings must say their zone. */
  datetime: (): Field<Date> => field(datetimeType()),
  /** A calendar day as `'2026-01-31'`. */
  date: (): Field<string> => field(dateType()),
  /** One of some strings: `t.oneOf('draft', 'published')`. */
  oneOf,
  /** A list of one type: `t.list(t.string(), { maxLength: 10 })`. */
  list: <F extends FieldLike>(of: F, options?: ListOptions): Field<TypeOf<F>[]> =>
    field(listType(of, options)),
  /** An object: `t.map({ fields: { street: t.string() } })`, or any JSON object: `t.map()`. */
  map,
  /**
   * A Standard Schema (zod, valibot, arktype) as a field, for what a schema by itself cannot say:
   * `t.schema(z.email()).public()`.
   */
  schema: <S extends StandardSchemaV1>(schema: S): Field<TypeOf<S>, IsOptional<S>> =>
    fieldOf(schema) as never,
  /** An embedding of so many dimensions. Not read unless selected. */
  vector: (dimensions: number): Field<number[], false, true> =>
    field(vectorType(dimensions), { selectedByDefault: false }) as never,
} as const
