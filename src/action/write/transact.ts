import { carriedKey, type ContextKey, currentContext } from '../../context/context.ts'
import type { DataConnection } from '../../data-layer/data-layer.ts'
import type { Notification } from '../contract/notification.ts'
import { type ActionScope, ambient, Outbox, type Runtime } from '../session/scope.ts'
import { perObject } from '../../text/lazy.ts'

export interface Committed<T> {
  readonly value: T
  /** Of the writes that were committed; they are for `deliver`. */
  readonly notifications: readonly Notification[]
}

interface OpenOutbox {
  readonly outbox: Outbox
  open: boolean
}
const outboxKey = perObject<Runtime, ContextKey<OpenOutbox>>(() => carriedKey('outbox'))
/**
 * The outbox of the transaction that is open around this call, whichever session made the call: the
 * data layer joins it too.
 */
const openOutbox = ({ runtime, outbox }: ActionScope): Outbox | undefined => {
  const around = currentContext().get(outboxKey(runtime))
  return around?.open ? around.outbox : outbox
}
/**
 * Runs work in a transaction, inside another one in a savepoint. A rollback drops its notifications
 * with its writes.
 */
export const transact = async <T>(
  scope: ActionScope,
  work: (scope: ActionScope) => Promise<T>,
): Promise<Committed<T>> => {
  const outbox = new Outbox()
  const entry: OpenOutbox = { outbox, open: true }
  const within = (connection: DataConnection) => {
    const inner = scope.derive({ connection, outbox })
    return ambient(inner)
      .with(outboxKey(scope.runtime), entry)
      .run(() => work(inner))
  }
  try {
    const value = await scope.connection.transaction(within)
    return { value, notifications: outbox.take() }
  } finally {
    entry.open = false
  }
}

/**
 * Runs work that needs no transaction of its own: what it writes is committed by itself, or with
 * the one that is open.
 */
export const directly = async <T>(
  scope: ActionScope,
  work: (scope: ActionScope) => Promise<T>,
): Promise<Committed<T>> => {
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

/**
 * Sends notifications, or keeps them for the transaction around. A notifier that fails is reported
 * and undoes nothing.
 */
export const deliver = async (
  scope: ActionScope,
  notifications: readonly Notification[],
): Promise<void> => {
  const outbox = openOutbox(scope)
  if (outbox) outbox.add(...notifications)
  else for (const notification of notifications) await notify(scope, notification)
}
