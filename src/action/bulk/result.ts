import type { BulkCallOptions, BulkOutcome, BulkResult } from '../contract/session.ts'

export type RecordOutcome = BulkOutcome<unknown>

export interface BulkOptions extends BulkCallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Counts the outcomes, and keeps what is wanted of them: everything, or the failures. */
export class Outcomes {
  readonly #whole: boolean
  readonly #outcomes: RecordOutcome[] = []
  #succeeded = 0
  #failed = 0
  constructor({ returnRecords = true }: BulkOptions) {
    this.#whole = returnRecords
  }
  add(outcomes: Iterable<RecordOutcome>): void {
    for (const outcome of outcomes) {
      if (outcome.ok) this.#succeeded++
      else this.#failed++
      if (this.#whole || !outcome.ok) this.#outcomes.push(outcome)
    }
  }
  /** The outcome of all. No input at all is a success. */
  get result(): BulkResult<unknown> {
    const [succeeded, failed] = [this.#succeeded, this.#failed]
    return {
      status: failed === 0 ? 'success' : succeeded === 0 ? 'error' : 'partial_success',
      outcomes: this.#outcomes,
      succeeded,
      failed,
    }
  }
}

/** The outcome of work that may fail alone. */
export const settled = (work: Promise<unknown>): Promise<RecordOutcome> =>
  work.then(
    (record) => ({ ok: true, record }),
    (error: unknown) => ({ ok: false, error }),
  )
