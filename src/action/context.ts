import type { Context } from '../context/context.ts'
import type { DataConnection } from '../data-layer/data-layer.ts'
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
