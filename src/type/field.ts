import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DefinitionError } from '../error/definition-error.ts'
import { standardSchemaOptions, standardSchemaType } from './standard-schema.ts'
import type { Type } from './type.ts'
import { perObject } from '../text/lazy.ts'

export declare const fieldValue: unique symbol
export declare const optional: unique symbol
export declare const onRequest: unique symbol

export interface FieldOptions {
  readonly nullable?: boolean
  /** A value, or a function called for each record. */
  readonly default?: unknown
  /** Set on an update in which something changed. */
  readonly updateDefault?: () => unknown
  readonly description?: string
  readonly primaryKey?: boolean
  /** May cross an interface (HTTP, MCP, tools). The default is no. */
  readonly public?: boolean
  /** Redacted in errors, logs and traces. */
  readonly sensitive?: boolean
  /** The storage fills it in. */
  readonly generated?: boolean
  /** May be named in an `accept` list. The default is yes. */
  readonly writable?: boolean
  /** Read unless a select says otherwise. The default is yes; vectors say no. */
  readonly selectedByDefault?: boolean
  /** The column's name, where it is not the field's. */
  readonly source?: string
  /** Former names, of the field or of its column: a migration renames it instead of dropping it. */
  readonly renamedFrom?: readonly string[]
  /**
   * What a migration makes of values that are stored, by their text: `{ archived: 'published' }`.
   */
  readonly mapValues?: Readonly<Record<string, unknown>>
}

/**
 * A field of a resource, an action's arguments or a signature: a type, and how the field treats it.
 * Immutable: each method returns a new field. `Optional` says that input may leave it out.
 */
export interface Field<T, Optional extends boolean = false, OnRequest extends boolean = false> {
  readonly [fieldValue]: T
  readonly [optional]: Optional
  readonly [onRequest]: OnRequest
  readonly type: Type<NonNullable<T>>
  readonly options: FieldOptions
  nullable(): Field<T | null, true, OnRequest>
  default(value: T | (() => T)): Field<T, true, OnRequest>
  updateDefault(value: () => T): Field<T, Optional, OnRequest>
  describe(text: string): Field<T, Optional, OnRequest>
  primaryKey(): Field<T, true, OnRequest>
  public(): Field<T, Optional, OnRequest>
  sensitive(): Field<T, Optional, OnRequest>
  generated(): Field<T, true, OnRequest>
  readOnly(): Field<T, Optional, OnRequest>
  source(column: string): Field<T, Optional, OnRequest>
  /** Of the field or its column; all of them, where it had several. */
  renamedFrom(...names: readonly string[]): Field<T, Optional, OnRequest>
  /**
   * What a migration makes of stored values that the type does not take any more, by their text.
   */
  mapValues(values: Readonly<Record<string, T>>): Field<T, Optional, OnRequest>
}

// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any value type fits
export type AnyField = Field<any, boolean, boolean>
/** A field, or any Standard Schema (zod, valibot, arktype) in its place. */
// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any schema fits
export type FieldLike = AnyField | StandardSchemaV1<any, any>
export type Fields = Readonly<Record<string, FieldLike>>

/** The value of a field. What a schema returns as `undefined` is held as `null`. */
export type TypeOf<F> = F extends { readonly [fieldValue]: infer T }
  ? T
  : F extends StandardSchemaV1<infer _, infer O>
    ? undefined extends O
      ? Exclude<O, undefined> | null
      : O
    : never
/** Whether a caller may leave it out. */
export type IsOptional<F> = F extends { readonly [optional]: true }
  ? true
  : F extends StandardSchemaV1<infer I, infer _>
    ? undefined extends I
      ? true
      : null extends I
        ? true
        : false
    : false
type OptionalKeys<A> = { [K in keyof A]: IsOptional<A[K]> extends true ? K : never }[keyof A]
/** The record: every field with its value. */
export type RecordOf<A> = { [K in keyof A]: TypeOf<A[K]> }
interface Requested {
  readonly [onRequest]: true
}
type RequestKeys<A> = { [K in keyof A]: A[K] extends Requested ? K : never }[keyof A]
/**
 * A stored record as it is read: every field with its value, without those that are read on request
 * only.
 */
export type SelectedOf<A> =
  RequestKeys<A> extends never ? RecordOf<A> : Omit<RecordOf<A>, RequestKeys<A>>
/** What of the fields must be given, and what may be left out. */
type Needs<A> = { [K in Exclude<keyof A, OptionalKeys<A>>]: unknown } & {
  [K in OptionalKeys<A>]?: unknown
}
/** What a caller passes: fields that are nullable, defaulted or generated may be left out. */
export type InputOf<A> = { [K in keyof Needs<A>]: TypeOf<A[K & keyof A]> } & {}
/** An intersection as the one object that it is, for people who read the type. */
export type Flat<T> = { [K in keyof T]: T[K] } & {}

class FieldBuilder {
  readonly type: Type<unknown>
  readonly options: FieldOptions
  constructor(type: Type<unknown>, options: FieldOptions) {
    this.type = type
    this.options = Object.freeze(options)
  }
  #with(options: FieldOptions): FieldBuilder {
    return new FieldBuilder(this.type, { ...this.options, ...options })
  }
  nullable() {
    return this.#with({ nullable: true })
  }
  default(value: unknown) {
    return this.#with({ default: value })
  }
  updateDefault(updateDefault: () => unknown) {
    return this.#with({ updateDefault })
  }
  describe(description: string) {
    return this.#with({ description })
  }
  primaryKey() {
    const initial = this.type.primaryKeyDefault
    const undecided = initial && !('default' in this.options) && !this.options.generated
    return this.#with({
      primaryKey: true,
      public: true,
      ...(undecided ? { default: initial } : {}),
    })
  }
  public() {
    return this.#with({ public: true })
  }
  sensitive() {
    return this.#with({ sensitive: true })
  }
  generated() {
    const { default: declared, ...rest } = this.options
    const own = 'default' in this.options && declared !== this.type.primaryKeyDefault
    return new FieldBuilder(this.type, { ...(own ? this.options : rest), generated: true })
  }
  readOnly() {
    return this.#with({ writable: false })
  }
  source(source: string) {
    return this.#with({ source })
  }
  renamedFrom(...renamedFrom: readonly string[]) {
    return this.#with({ renamedFrom })
  }
  mapValues(mapValues: Readonly<Record<string, unknown>>) {
    return this.#with({ mapValues })
  }
}

/**
 * A field of a type. This is how a package outside adds a type of its own: `const money = () =>
 * field(moneyType)`.
 */
// The builder's methods return wider types than the interface; the phantom type parameters exist
// for the checker only.
export const field = <T>(type: Type<T>, options: FieldOptions = {}): Field<T> =>
  new FieldBuilder(type as Type<unknown>, options) as never

export const isField = (candidate: unknown): candidate is AnyField =>
  candidate instanceof FieldBuilder

const schemaField = perObject((schema: StandardSchemaV1) =>
  field(standardSchemaType(schema), standardSchemaOptions(schema)),
)
/** The field itself, or the one a Standard Schema stands for (made once for each schema). */
export const fieldOf = (
  like: FieldLike,
  place?: { readonly resource: string; readonly path: readonly string[] },
): AnyField => {
  if (isField(like)) return like
  if (!(like as Partial<StandardSchemaV1> | undefined)?.['~standard'])
    throw new DefinitionError({
      ...place,
      problem: `${typeof like === 'function' ? 'a function' : String(like)} is not a field`,
      fix: 'Write a type with its parentheses, such as t.string(), or a Standard Schema.',
    })
  return schemaField(like as StandardSchemaV1)
}

/** Where a declaration keeps the types of its input and output; there is no value at run time. */
export declare const io: unique symbol
export interface Io<Input, Output> {
  readonly [io]?: (input: Input) => Output
}

/**
 * Values as fields, by their types: for a signature made from something that knows its values'
 * types alone.
 */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>, undefined extends T[K] ? true : false>
}
/** What comes out as fields: a record's, a map's, or one `result`. */
export type OutputFieldsOf<O> = [O] extends [undefined]
  ? Record<never, never>
  : O extends readonly (infer R)[]
    ? OutputFieldsOf<R>
    : NonNullable<O> extends string | number | boolean | Date
      ? { readonly result: Field<O> }
      : FieldsOf<NonNullable<O>>
