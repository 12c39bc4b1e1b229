import type { Context } from '../../context/context.ts'
import type { DataConnection } from '../../data-layer/data-layer.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { AnyAction } from './action.ts'

/**
 * What happened: one committed write. Sent after the outermost commit; a rollback sends nothing.
 */
export interface Notification {
  readonly resource: ResourceInfo
  readonly action: AnyAction
  readonly actionName: string
  /** What was really done: an upsert is a create or an update. */
  readonly type: 'create' | 'update' | 'destroy'
  /** All attributes, whatever the caller selected. */
  readonly record: Readonly<Record<string, unknown>>
  /**
   * The attributes this write set. Where it read the stored record first, those only that it gave
   * another value.
   */
  readonly changed: readonly string[]
  /** null is `anonymous`. */
  readonly actor: unknown
  /** The framework's own work: no policy was asked. */
  readonly system: boolean
  readonly tenant: string | undefined
  readonly context: Context
}
export interface Notifier {
  readonly name: string
  /**
   * Runs inside the write's transaction, after the write: for work that must commit or vanish with
   * it. Never waits for a language model.
   */
  readonly withinTransaction?: (
    notification: Notification,
    connection: DataConnection,
  ) => Promise<void>
  /**
   * Runs after the outermost commit. A failure is reported to the app's `onError`; it undoes
   * nothing.
   */
  readonly notify?: (notification: Notification) => void | Promise<void>
}
