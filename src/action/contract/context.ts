import type { Context } from '../../context/context.ts'
import type { DataConnection } from '../../data-layer/data-layer.ts'
import type { Expr } from '../../expression/node.ts'
import type { SortKey } from '../../resource/load.ts'
import type { Refs } from '../../resource/refs.ts'
import type { AnyAction } from './action.ts'
import type { Session } from './session.ts'

/** What changes, hooks and generic actions are given: who acts, and a session bound to the same transaction. */
export interface ActionContext {
  readonly session: Session
  readonly actor: unknown
  readonly tenant: string | undefined
  readonly context: Context
  readonly action: AnyAction
  readonly arguments: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal | undefined
  readonly connection: DataConnection
}

/** What a preparation narrows: filters are joined with and, a later sort or limit replaces an earlier one. */
export interface QueryBuilder<X> {
  readonly arguments: Readonly<Record<string, unknown>>
  filter(filter: (refs: Refs<X>) => Expr<boolean>): QueryBuilder<X>
  sort(...keys: readonly SortKey<X>[]): QueryBuilder<X>
  limit(limit: number): QueryBuilder<X>
}
/** One step of building a read. May be asynchronous (an embedding of the question); it runs after authorization's static checks and before the query. */
export type Preparation<X> = (
  query: QueryBuilder<X>,
  context: ActionContext,
) => QueryBuilder<X> | Promise<QueryBuilder<X>>
