import type { Context } from '../../context/context.ts'
import type { Expr } from '../../expression/node.ts'
import type { SortKey } from '../../resource/load.ts'
import type { ArgumentRefs, Assignments, Refs } from '../../resource/refs.ts'
import type { AttributesOf, IdentitiesOf, Row } from '../../resource/resource.ts'
import { declared } from '../../type/define-type.ts'
import {
  type FieldLike,
  fieldOf,
  type Fields,
  type Flat,
  type InputOf,
  type Io,
  type RecordOf,
  type TypeOf,
} from '../../type/field.ts'
import type { Json } from '../../type/type.ts'
import { actionInfo } from './action-info.ts'
import type { Change } from './changeset.ts'
import type { ActionContext, Preparation } from './context.ts'

const outputOf = (action: AnyAction): Fields => {
  const { kind, returns, resource } = actionInfo(action)
  if (kind !== 'action')
    return Object.fromEntries(
      [...resource.attributes.values()].map(({ name, field }) => [name, field]),
    )
  if (!returns) return {}
  const { fields } = fieldOf(returns).type.constraints
  return fields === undefined ? { result: returns } : (fields as Fields)
}

/**
 * An action as the shape of a signature: accepted attributes and arguments in; the fields of a
 * returned map, a single `result`, or the record's attributes out.
 */
const signatureFields = (action: AnyAction): ActionSignatureFields => {
  const { accept, resource, inputArguments, description } = actionInfo(action)
  const attributes = accept.map((name) => [name, resource.attributes.get(name)?.field] as const)
  return {
    input: { ...Object.fromEntries(attributes), ...inputArguments } as Fields,
    output: outputOf(action),
    ...declared({ description }),
  }
}

export type ActionKind = 'read' | 'create' | 'update' | 'destroy' | 'action'

export interface ActionSignatureFields {
  readonly input: Fields
  readonly output: Fields
  readonly description?: string
}
/**
 * A declared action: its input and result are in its type, how it runs in its definition.
 * `session.run(Post.actions.publish, { id })`.
 */
export interface Action<Kind extends ActionKind, X, Input, Output> extends Io<Input, Output> {
  readonly kind: Kind
  readonly resource: X
  readonly definition: AnyDefinition
  /**
   * What goes in and comes out as fields, for a signature of the same shape. Looked up when asked
   * for, after all files are loaded.
   */
  signatureFields(): ActionSignatureFields
}
// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any action fits
export type AnyAction = Action<ActionKind, any, any, any>
export type ActionInput<Act> =
  Act extends Action<ActionKind, infer _, infer I, infer __> ? I : never
export type ActionOutput<Act> =
  Act extends Action<ActionKind, infer _, infer __, infer O> ? O : never
export type ActionResource<Act> = Act extends { readonly resource: infer X } ? X : never

interface CommonDefinition<A> {
  readonly description?: string
  /**
   * Reachable through HTTP, MCP and tools. Default true; what crosses is limited to public fields
   * all the same.
   */
  readonly public?: boolean
  /**
   * The one of its kind that loads, lookups and derived interfaces take. Default: the first of its
   * kind; of reads, the first that takes all records (no required argument, filter, limit or
   * `get`), else an implicit one named `read`, under the same policies.
   */
  readonly primary?: boolean
  /**
   * A `readOnly()` argument is private: set through the option `privateArguments` only, never
   * through input.
   */
  readonly arguments?: A
  /** In milliseconds. Default: none. */
  readonly timeout?: number
  /**
   * What is wrong with an app, by what its sessions carry, for this action to run in; asked when it
   * is opened.
   */
  readonly verify?: (
    context: Context,
  ) => { readonly text: string; readonly fix: string } | undefined
}
export interface ReadDefinition<X, A, Actor = unknown> extends CommonDefinition<A> {
  readonly filter?: (refs: Refs<X>, args: ArgumentRefs<A>) => Expr<boolean>
  readonly sort?: readonly SortKey<X>[]
  /**
   * How many records it returns. A call that asks for more is refused (`invalid_limit`). Default:
   * no limit.
   */
  readonly limit?: number
  /** How many records a call may ask for, where that is more than `limit`. Default: `limit`. */
  readonly maxLimit?: number
  /** The result is one record or null instead of a list. */
  readonly get?: boolean
  /** Default: keyset and offset, at most 250 a page, none required. */
  readonly pagination?:
    | { readonly required?: boolean; readonly defaultLimit?: number; readonly maxPageSize?: number }
    | false
  readonly prepare?: readonly Preparation<NoInfer<X>, Actor, NoInfer<RecordOf<A>>>[]
}
interface WriteDefinition<X, K, A, Actor> extends CommonDefinition<A> {
  /** The attributes a caller may give. Nothing is accepted that is not named. */
  readonly accept?: readonly K[]
  /**
   * Attributes set by the action itself: values, or expressions over the record and the arguments.
   */
  readonly set?: Assignments<X> | ((refs: Refs<X>, args: ArgumentRefs<A>) => Assignments<X>)
  /** Run in this order on the changeset: changes and validations alike. */
  readonly changes?: readonly Change<NoInfer<X>, Actor, NoInfer<RecordOf<A>>>[]
  /** Default true. */
  readonly transaction?: boolean
}
export interface CreateDefinition<X, K, A, Actor = unknown>
  extends WriteDefinition<X, K, A, Actor> {
  /**
   * On a conflict with this identity the accepted fields (or `fields`) of the stored record are set
   * instead; needs its update policies too.
   */
  readonly upsert?: {
    readonly identity: keyof IdentitiesOf<X> & string
    readonly fields?: readonly (keyof AttributesOf<X> & string)[]
  }
}
export interface UpdateDefinition<X, K, A, Actor = unknown>
  extends WriteDefinition<X, K, A, Actor> {
  /** Which records it applies to; another one is a `stale_record`. */
  readonly where?: (refs: Refs<X>, args: ArgumentRefs<A>) => Expr<boolean>
}
export interface DestroyDefinition<X, A, Actor = unknown> extends CommonDefinition<A> {
  readonly where?: (refs: Refs<X>, args: ArgumentRefs<A>) => Expr<boolean>
  readonly changes?: readonly Change<NoInfer<X>, Actor, NoInfer<RecordOf<A>>>[]
  readonly transaction?: boolean
}
export interface GenericDefinition<A, R, Actor = unknown>
  extends Omit<CommonDefinition<A>, 'arguments'> {
  /** A thunk where they come from another declaration (a module's signature). */
  readonly arguments?: A | (() => A)
  readonly returns?: R | (() => R)
  /**
   * Default false: a language model or another slow call must not be waited for in a transaction.
   */
  readonly transaction?: boolean
  readonly run: (
    input: RecordOf<A>,
    context: ActionContext<Actor, NoInfer<RecordOf<A>>>,
  ) => ReturnOf<R> | Promise<ReturnOf<R>>
}
/**
 * What a generic action returns: the value of its declared type, or nothing if none is declared.
 */
export type ReturnOf<R> = [R] extends [FieldLike] ? TypeOf<R> : void
// oxlint-disable-next-line typescript/no-explicit-any -- what the pipelines read, whatever the declaration's types were
type Any = any
export type AnyDefinition =
  | ReadDefinition<Any, Any>
  | CreateDefinition<Any, Any, Any>
  | UpdateDefinition<Any, Any, Any>
  | DestroyDefinition<Any, Any>
  | GenericDefinition<Any, Any>

type Accepted<X, K> = Pick<AttributesOf<X>, K & keyof AttributesOf<X>>
/** Names the record to change: its primary key. */
export type KeyInput<X> = 'id' extends keyof AttributesOf<X>
  ? { id: TypeOf<AttributesOf<X>['id']> }
  : Partial<Row<X>>
type None = {}

const declare = (kind: ActionKind, resource: unknown, definition: object = {}): never => {
  const action = { kind, resource, definition: Object.freeze(definition) }
  Object.defineProperty(action, 'signatureFields', {
    value: () => signatureFields(action as never),
  })
  return Object.freeze(action) as never
}

/**
 * What actions are declared with, for one type of actor: changes, hooks, preparations and `run`
 * know who acts.
 */
export interface ActionMakers<Actor> {
  /**
   * Reads records. Filters, sorts, loads and pages of a call narrow it; policies narrow it always.
   */
  readonly read: <X, A extends Fields = None>(
    resource: X,
    definition?: ReadDefinition<X, A, Actor> & { readonly get?: false },
  ) => Action<'read', X, InputOf<A>, Row<X>[]>
  /** Reads one record or null; more than one is `multiple_results`. */
  readonly get: <X, A extends Fields = None>(
    resource: X,
    definition?: Omit<ReadDefinition<X, A, Actor>, 'get'>,
  ) => Action<'read', X, InputOf<A>, Row<X> | null>
  /** Creates a record from the accepted attributes and the arguments. */
  readonly create: <X, const K extends keyof AttributesOf<X> = never, A extends Fields = None>(
    resource: X,
    definition?: CreateDefinition<X, K, A, Actor>,
  ) => Action<'create', X, InputOf<Accepted<X, K> & A>, Row<X>>
  /** Changes the record that the primary key names. */
  readonly update: <X, const K extends keyof AttributesOf<X> = never, A extends Fields = None>(
    resource: X,
    definition?: UpdateDefinition<X, K, A, Actor>,
  ) => Action<
    'update',
    X,
    Flat<KeyInput<X> & { [N in K]?: TypeOf<AttributesOf<X>[N]> } & InputOf<A>>,
    Row<X>
  >
  /** Removes the record that the primary key names. */
  readonly destroy: <X, A extends Fields = None>(
    resource: X,
    definition?: DestroyDefinition<X, A, Actor>,
  ) => Action<'destroy', X, Flat<KeyInput<X> & InputOf<A>>, Row<X>>
  /**
   * Anything else: typed arguments in, a typed value out. Language models are called here, never in
   * a transaction.
   */
  readonly action: <X, A extends Fields = None, R extends FieldLike | undefined = undefined>(
    resource: X,
    definition: GenericDefinition<A, R, Actor>,
  ) => Action<'action', X, InputOf<A>, ReturnOf<R>>
}

/**
 * Reads records. Filters, sorts, loads and pages of a call narrow it; policies narrow it always.
 */
export const read: ActionMakers<unknown>['read'] = (resource, definition) =>
  declare('read', resource, definition)
/** Reads one record or null; more than one is `multiple_results`. */
export const get: ActionMakers<unknown>['get'] = (resource, definition) =>
  declare('read', resource, { ...definition, get: true })
/** Creates a record from the accepted attributes and the arguments. */
export const create: ActionMakers<unknown>['create'] = (resource, definition) =>
  declare('create', resource, definition)
/** Changes the record that the primary key names. */
export const update: ActionMakers<unknown>['update'] = (resource, definition) =>
  declare('update', resource, definition)
/** Removes the record that the primary key names. */
export const destroy: ActionMakers<unknown>['destroy'] = (resource, definition) =>
  declare('destroy', resource, definition)
/**
 * Anything else: typed arguments in, a typed value out. Language models are called here, never in a
 * transaction.
 */
export const action: ActionMakers<unknown>['action'] = (resource, definition) =>
  declare('action', resource, definition)

/**
 * A caller's filter, as plain JSON: `{ status: 'published', author: { name: { startsWith: 'A' } },
 * or: [...] }`. A bare value means `eq`. Public fields only; every reference is marked as input and
 * authorized.
 */
export interface FilterInput {
  readonly [fieldOrConnective: string]: Json
}
/**
 * A caller's order: `['title', '-author.name']`, public sortable fields only, through to-one
 * relationships too.
 */
export type SortInput = readonly string[]
