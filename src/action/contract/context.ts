import type { Context } from '../../context/context.ts'
import type { DataConnection } from '../../data-layer/data-layer.ts'
import type { Expr } from '../../expression/node.ts'
import type { SortKey } from '../../resource/load.ts'
import type { Refs } from '../../resource/refs.ts'
import type { AnyAction } from './action.ts'
import type { Session } from './session.ts'
import type { StepNames } from './step-names.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * What changes, hooks and generic actions are given: who acts, and a session bound to the same
 * transaction.
 */
export interface ActionContext<Actor = unknown, Args = Values> {
  readonly session: Session<Actor>
  /** null is `anonymous`. */
  readonly actor: Actor | null
  readonly tenant: string | undefined
  readonly context: Context
  readonly action: AnyAction
  readonly arguments: Args
  readonly signal: AbortSignal | undefined
  readonly connection: DataConnection
}

/**
 * What a preparation narrows: filters are joined with and, a later sort or limit replaces an
 * earlier one.
 */
export interface QueryBuilder<X, Args = Values> {
  readonly arguments: Args
  filter(filter: (refs: Refs<X>) => Expr<boolean>): QueryBuilder<X, Args>
  sort(...keys: readonly SortKey<X>[]): QueryBuilder<X, Args>
  limit(limit: number): QueryBuilder<X, Args>
}
/**
 * One step of building a read. May be asynchronous (an embedding of the question); it runs after
 * authorization's static checks and before the query.
 */
export interface Preparation<X, Actor = unknown, Args = Values> {
  (
    query: QueryBuilder<X, Args>,
    context: ActionContext<Actor, Args>,
  ): QueryBuilder<X> | Promise<QueryBuilder<X>>
  /** The names that it relies on; they are looked up when the application is opened. */
  readonly names?: readonly StepNames[]
}
