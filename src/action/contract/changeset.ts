import type { AshlarError } from '../../error/ashlar-error.ts'
import type { Expr, Node } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { Assignments, Refs } from '../../resource/refs.ts'
import type { AttributesOf, Row } from '../../resource/resource.ts'
import type { TypeOf } from '../../type/field.ts'
import type { AnyAction } from './action.ts'
import type { ActionContext } from './context.ts'
import type { StepNames } from './step-names.ts'

type Values = Readonly<Record<string, unknown>>

export type BeforeHook<X, Actor = unknown, Args = Values> = (
  changeset: Changeset<X, Actor, Args>,
  context: ActionContext<Actor, Args>,
) => Changeset<X> | Promise<Changeset<X>>
export type AfterHook<X, Actor = unknown, Args = Values> = (
  record: Row<X>,
  changeset: Changeset<X, Actor, Args>,
  context: ActionContext<Actor, Args>,
) => Row<X> | void | Promise<Row<X> | void>
export type Outcome<X> =
  | { readonly ok: true; readonly record: Row<X> }
  | { readonly ok: false; readonly error: unknown }
export type AfterTransactionHook<X, Actor = unknown, Args = Values> = (
  outcome: Outcome<X>,
  changeset: Changeset<X, Actor, Args>,
  context: ActionContext<Actor, Args>,
) => Outcome<X> | void | Promise<Outcome<X> | void>

export interface Hooks<X> {
  readonly beforeTransaction: readonly BeforeHook<X>[]
  readonly beforeAction: readonly BeforeHook<X>[]
  readonly afterAction: readonly AfterHook<X>[]
  readonly afterTransaction: readonly AfterTransactionHook<X>[]
}

/**
 * A write being built: the values, what was wrong with them, and what runs around it. Immutable:
 * each method returns a new one.
 */
export interface Changeset<X, Actor = unknown, Args = Values> {
  readonly kind: 'create' | 'update' | 'destroy'
  readonly action: AnyAction
  readonly resource: ResourceInfo
  /**
   * The primary key of the record to update or destroy; undefined for a create. In a bulk write of
   * one statement there is no one record, and it is undefined too.
   */
  readonly key: Partial<Row<X>> | undefined
  /**
   * The stored record, for an update or destroy where it was read (a change that needs it says
   * `requiresRecord`).
   */
  readonly record: Row<X> | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  /** Values given as expressions over the stored record. */
  readonly expressions: Readonly<Record<string, Node>>
  readonly arguments: Args
  readonly errors: readonly AshlarError[]
  readonly hooks: Hooks<X>
  readonly valid: boolean
  /** The value this write would leave: changed, else stored, else undefined. */
  get<K extends keyof AttributesOf<X> & string>(name: K): TypeOf<AttributesOf<X>[K]> | undefined
  changing(name: keyof AttributesOf<X> & string): boolean
  /** Whether the caller or an earlier step gave it; a default does not count. */
  given(name: keyof AttributesOf<X> & string): boolean
  /** Sets attributes, cast by their types, whether accepted or not. */
  set(values: Assignments<X>): Changeset<X, Actor, Args>
  addError(error: AshlarError): Changeset<X, Actor, Args>
  /** Narrows which stored record the write applies to; none left is a `stale_record`. */
  where(filter: (refs: Refs<X>) => Expr<boolean>): Changeset<X, Actor, Args>
  /**
   * What the stored record must fulfill, else the write fails with this error. Part of the write's
   * own statement, so that it holds at that moment. On a create it is judged on the new values.
   */
  require(
    condition: (refs: Refs<X>) => Expr<boolean>,
    error: AshlarError,
  ): Changeset<X, Actor, Args>
  beforeTransaction(hook: BeforeHook<X, Actor, Args>): Changeset<X, Actor, Args>
  beforeAction(hook: BeforeHook<X, Actor, Args>): Changeset<X, Actor, Args>
  afterAction(hook: AfterHook<X, Actor, Args>): Changeset<X, Actor, Args>
  afterTransaction(hook: AfterTransactionHook<X, Actor, Args>): Changeset<X, Actor, Args>
}

/**
 * One step of building a write: takes a changeset, returns one. Runs before authorization and
 * outside any transaction, so it has no side effects; what has them is attached as a hook.
 * Validations are changes that only add errors.
 */
export interface Change<X, Actor = unknown, Args = Values> {
  (changeset: Changeset<X, Actor, Args>, context: ChangeContext<Actor, Args>): Changeset<X>
  /**
   * Set by `requiresRecord`: the stored record is read and locked before this runs on an update or
   * destroy.
   */
  readonly requiresRecord?: true
  /** The same without the record, as requirements on it; undefined where it must be looked at. */
  withoutRecord?(
    changeset: Changeset<X, Actor, Args>,
    context: ChangeContext<Actor, Args>,
  ): Changeset<X> | undefined
  /** The names that it relies on; they are looked up when the application is opened. */
  readonly names?: readonly StepNames[]
}
export type ChangeContext<Actor = unknown, Args = Values> = Pick<
  ActionContext<Actor, Args>,
  'actor' | 'tenant' | 'context' | 'action' | 'arguments'
>

/**
 * Says that a change looks at `changeset.record`: it is then read and locked first. Updates without
 * such a change stay one statement.
 */
export const requiresRecord = <X, Actor = unknown, Args = Values>(
  change: (
    changeset: Changeset<X, Actor, Args>,
    context: ChangeContext<Actor, Args>,
  ) => Changeset<X>,
): Change<X, Actor, Args> =>
  Object.assign(
    (changeset: Changeset<X, Actor, Args>, context: ChangeContext<Actor, Args>) =>
      change(changeset, context),
    { requiresRecord: true as const },
  )
