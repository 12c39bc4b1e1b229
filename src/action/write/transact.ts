import type { Notification } from '../notification.ts'
import { Outbox } from '../outbox.ts'
import { type ActionScope, ambient } from '../scope.ts'

export interface Committed<T> {
  readonly value: T
  /** Of the writes that were committed; they are for `deliver`. */
  readonly notifications: readonly Notification[]
}

/** Runs work in a transaction, inside another one in a savepoint. A rollback drops its notifications with its writes. */
export const transact = async <T>(scope: ActionScope, work: (scope: ActionScope) => Promise<T>): Promise<Committed<T>> => {
  const outbox = new Outbox()
  const value = await scope.connection.transaction((connection) => {
    const inner = scope.derive({ connection, outbox })
    return ambient(inner).run(() => work(inner))
  })
  return { value, notifications: outbox.take() }
}

/** Runs work that needs no transaction of its own: what it writes is committed by itself, or with the one that is open. */
export const directly = async <T>(scope: ActionScope, work: (scope: ActionScope) => Promise<T>): Promise<Committed<T>> => {
  const outbox = new Outbox()
  const value = await work(scope.derive({ outbox }))
  return { value, notifications: outbox.take() }
}

const notify = async ({ runtime }: ActionScope, notification: Notification): Promise<void> => {
  for (const notifier of runtime.notifiers) {
    try {
      await notifier.notify?.(notification)
    } catch (error) {
      runtime.onError(error, `notifier ${notifier.name}`)
    }
  }
}

/** Sends notifications, or keeps them for the transaction around. A notifier that fails is reported and undoes nothing. */
export const deliver = async (scope: ActionScope, notifications: readonly Notification[]): Promise<void> => {
  if (scope.outbox) scope.outbox.add(...notifications)
  else for (const notification of notifications) await notify(scope, notification)
}
