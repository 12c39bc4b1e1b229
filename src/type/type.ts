/** A value that JSON can carry. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: Json }

/**
 * One thing that was wrong with one value. `message` reads on from the field's name (`must be at
 * most 80 characters`) and never holds the value; a short form of the value is in
 * `variables.value`, a near legal one in `variables.suggestion`. `issueText` joins them.
 */
export interface Issue {
  readonly path: readonly (string | number)[]
  readonly code: string
  readonly message: string
  readonly variables: Readonly<Record<string, unknown>>
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** How a value is stored: a Postgres type name; `jsonb` for composites, lists included. */
export type Storage = string

/**
 * The contract of a field type, used by attributes of resources, arguments of actions and fields of
 * signatures alike. `null` is never passed in: whether a field takes null is the field's own
 * property.
 */
export interface Type<T> {
  /** `string`, `text`, `integer`, … */
  readonly name: string
  readonly storage: Storage
  /** What was declared: `{ maxLength: 80 }`, `{ values: ['draft'] }`, `{ of }`, `{ fields }`. */
  readonly constraints: Readonly<Record<string, unknown>>
  /**
   * Takes what a caller, a form or a language model gave, applies the constraints, and reports
   * every issue at once.
   */
  cast(input: unknown): Result<T>
  /** The value a database driver takes; for `jsonb` that is JSON text. Inverse of `load`. */
  dump(value: T): unknown
  /**
   * What `load` reads of the values that the storage can hold: all of them, these, any JSON array
   * or object. Absent: only `load` can tell.
   */
  readonly reads?: 'all' | 'array' | 'object' | readonly string[]
  /** From what a driver (or `dump`, or `toJson`) gave back. Throws only on corrupt storage. */
  load(stored: unknown): T
  /**
   * The `dump` and `load` that leave a value as the storage holds it; `sure` where the storage
   * holds nothing that `load` would refuse. A type made from this one with a `dump` or `load` of
   * its own is stored and read through those.
   */
  readonly direct?: { readonly dump: unknown; readonly load: unknown; readonly sure: boolean }
  /** The wire form; `cast(toJson(value))` is the value again. */
  toJson(value: T): Json
  equal(left: T, right: T): boolean
  /** Negative, zero or positive; absent where the type has no order. */
  readonly compare?: (left: T, right: T) => number
  readonly jsonSchema: JsonSchema
  /** False where no JSON stands for a value: it is given by code alone. */
  readonly hasJson?: false
  /** For prompts and docs: `string`, `one of: draft; published`, `list of string`. */
  readonly description: string
  /** The element of a list. */
  readonly of?: Type<unknown>
  /** The JSON Schema of what is given out, where it differs from that of what is taken in. */
  readonly outputJsonSchema?: JsonSchema
  /** What a language model is asked for, where neither of the others says it. */
  readonly answerJsonSchema?: JsonSchema
  /** The constraints in plain words: `at most 80 characters`. */
  readonly limits?: readonly string[]
  /** Whether a given value counts as no value: a field then takes it as null. */
  isEmpty?(input: unknown): boolean
  /**
   * The same type as a signature takes it. Given to a model, text is shown as it is: empty, with
   * its outer white space. Said by one, an item of a list may be empty.
   */
  lenient?(side: 'given' | 'said'): Type<T>
  /** What a primary key of this type defaults to. */
  readonly primaryKeyDefault?: () => T
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

/** A failed cast with one issue. */
export const issue = (
  code: string,
  message: string,
  variables: Record<string, unknown> = {},
  path: readonly (string | number)[] = [],
): { readonly ok: false; readonly issues: readonly Issue[] } => ({
  ok: false,
  issues: [{ path, code, message, variables }],
})
