import type { Notification } from './notification.ts'

/** Notifications of writes that are not committed yet. A transaction inside another has one of its own, which a rollback drops. */
export class Outbox {
  readonly #pending: Notification[] = []
  add(...notifications: readonly Notification[]): void {
    for (const notification of notifications) this.#pending.push(notification)
  }
  /** Everything so far, in the order of the writes; empties the outbox. */
  take(): readonly Notification[] {
    return this.#pending.splice(0)
  }
}
