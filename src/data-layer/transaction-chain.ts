import { carriedKey, type ContextKey, currentContext } from '../context/context.ts'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { TransactionBlockedError } from './errors.ts'
import { Serial } from './serial.ts'
import { storageLimits } from '../text/limits.ts'

/**
 * Refuses what comes after a transaction's end, and, as Postgres does, after a statement of it that
 * failed: until then it can only end.
 */
export const assertUsable = (
  over: boolean,
  failure: { readonly error: unknown } | undefined,
): void => {
  if (over)
    throw new AssumptionFailedError('The transaction that this belonged to has ended.', {
      fix: 'Await all work of a transaction inside it.',
    })
  if (failure)
    throw new AssumptionFailedError(
      'A statement of this transaction has failed, so it can only end.',
      {
        fix: 'Wrap what may fail in a transaction of its own inside it.',
        cause: failure.error,
      },
    )
}

export interface WaitOptions {
  /**
   * How long a call waits while one transaction that it is not part of stays open, in milliseconds,
   * then it fails with `transaction_blocked`. Default 10000.
   */
  readonly transactionWait?: number
}
/** The turns of the one connection that there is. */
export const connectionTurns = ({
  transactionWait = storageLimits.transactionWaitMs,
}: WaitOptions): Serial =>
  new Serial({
    milliseconds: transactionWait,
    refusal: (milliseconds) => new TransactionBlockedError({ milliseconds }),
  })

/** What nobody waits for any more is undone: its caller got an error. */
export const assertWanted = (signal: AbortSignal | undefined): void => signal?.throwIfAborted()

interface Open<C> {
  readonly connection: C
  open: boolean
}

/**
 * Knows the innermost transaction that is open in this chain of calls. A call on any connection of
 * the same layer joins it, so it never waits for the transaction it is itself part of; calls from
 * other chains wait for its end, where there is one connection only.
 */
export class TransactionChain<C> {
  readonly #key: ContextKey<Open<C>> = carriedKey<Open<C>>('transaction')
  /** The connection of the innermost open transaction, if there is one. */
  get current(): C | undefined {
    const current = currentContext().get(this.#key)
    return current?.open ? current.connection : undefined
  }
  async run<T>(connection: C, work: (connection: C) => Promise<T>): Promise<T> {
    const entry: Open<C> = { connection, open: true }
    try {
      return await currentContext()
        .with(this.#key, entry)
        .run(() => work(connection))
    } finally {
      entry.open = false
    }
  }
}
