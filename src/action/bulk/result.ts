import type { BulkOutcome, BulkResult } from '../session.ts'

export type Outcome = BulkOutcome<unknown>

/** What became of each input, and of all. No input at all is a success. */
export const bulkResult = (outcomes: readonly Outcome[]): BulkResult<unknown> => {
  const failed = outcomes.filter(({ ok }) => !ok).length
  const succeeded = outcomes.length - failed
  return { status: failed === 0 ? 'success' : succeeded === 0 ? 'error' : 'partial_success', outcomes, succeeded, failed }
}

/** The outcome of work that may fail alone. */
export const settled = (work: Promise<unknown>): Promise<Outcome> =>
  work.then(
    (record) => ({ ok: true, record }),
    (error: unknown) => ({ ok: false, error }),
  )
