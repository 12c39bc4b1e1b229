import type { Context } from '../context/context.ts'
import type { Notifier } from '../action/notification.ts'
import type { AnyResource } from '../resource/resource.ts'
import type { App } from './app.ts'

/** What adds to an app: resources of its own, notifiers, work that starts and stops with it. */
export interface Extension extends Notifier {
  readonly resources?: readonly AnyResource[]
  /** Adds to what every session of the app carries. */
  readonly context?: (context: Context) => Context
  /** After the data layer is open. */
  readonly start?: (app: App<unknown>) => Promise<void>
  /** Before the data layer closes: finishes or hands back what it has begun. */
  readonly stop?: () => Promise<void>
}
