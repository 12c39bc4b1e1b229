import type { Field } from './field.ts'

/** Where a declaration keeps the types of what it takes and gives; no value is there. */
export declare const io: unique symbol
export interface Io<Input, Output> {
  readonly [io]?: (input: Input) => Output
}

/** Values as fields, by their types: for a signature made from something that knows its values' types alone. */
export type FieldsOf<T> = { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>, undefined extends T[K] ? true : false> }
/** What comes out as fields: a record's, a map's, or one `result`. */
export type OutputFieldsOf<O> = [O] extends [undefined]
  ? Record<never, never>
  : O extends readonly (infer R)[]
    ? OutputFieldsOf<R>
    : NonNullable<O> extends string | number | boolean | Date
      ? { readonly result: Field<O> }
      : FieldsOf<NonNullable<O>>
