import type { Fields, RecordOf, SelectedOf } from '../type/field.ts'

export interface ResourceOptions {
  /** The table. Default: the name in snake_case, plural. */
  readonly table?: string
  /**
   * Former names, of the resource or its table: a migration renames the table instead of making an
   * empty one.
   */
  readonly renamedFrom?: string | readonly string[]
  readonly description?: string
  /**
   * Everybody may run every action: it is meant that there are no policies. Default false: an
   * interface that serves it without policies says so.
   */
  readonly open?: boolean
}

/**
 * A resource: the value is the declaration, the instance type its record. The base declares the
 * attributes only; a subclass adds grouped statics (`relationships`, `calculations`, `aggregates`,
 * `identities`, `indexes`, `actions`, `policies`).
 */
export interface ResourceClass<N extends string, A> {
  new (record: RecordOf<A>): SelectedOf<A>
  readonly resourceName: N
  readonly attributes: A
  readonly resourceOptions: ResourceOptions
}
/** A bound that any resource's class fits. */
export interface AnyResource {
  new (record: never): object
  readonly resourceName: string
  // oxlint-disable-next-line typescript/no-explicit-any -- a bound, any attributes fit
  readonly attributes: any
  readonly resourceOptions: ResourceOptions
}

/**
 * Declares a resource.
 * @example
 * class Post extends Resource('Post', { id: t.uuid().primaryKey(), title: t.string().public() }) {}
 */
export function Resource<const N extends string, A extends Fields>(
  resourceName: N,
  attributes: A,
  resourceOptions: ResourceOptions = {},
): ResourceClass<N, A> {
  class Base {
    static readonly resourceName = resourceName
    static readonly attributes = Object.freeze(attributes)
    static readonly resourceOptions = resourceOptions
    constructor(record: object) {
      Object.assign(this, record)
    }
  }
  // The class's constructor cannot state its return type; ResourceClass does.
  return Base as never
}

export type AttributesOf<X> = X extends { readonly attributes: infer A } ? A : never
export type RelationshipsOf<X> = X extends { readonly relationships: infer R } ? R : {}
export type CalculationsOf<X> = X extends { readonly calculations: infer C } ? C : {}
export type AggregatesOf<X> = X extends { readonly aggregates: infer G } ? G : {}
export type IdentitiesOf<X> = X extends { readonly identities: infer I } ? I : {}
export type ActionNamesOf<X> = X extends { readonly actions: infer M } ? keyof M & string : never
/** A record of the resource. */
export type Row<X> = X extends { new (...args: never): infer I } ? I : never
export type DestinationOf<R> = R extends { readonly destination: () => infer D } ? D : never
