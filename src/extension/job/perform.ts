import type { Session } from '../../action/session.ts'
import { signalKey } from '../../context/signal-key.ts'
import { withSpan } from '../../context/trace.ts'
import type { App } from '../../domain/app.ts'
import { keyLabel } from '../../error/key-label.ts'
import { NotFound } from '../../error/not-found.ts'
import { StaleRecord } from '../../error/stale-record.ts'
import { Cancel } from './cancel.ts'
import type { CompiledJob } from './compiled-job.ts'
import type { JobHint, Verdict } from './engine.ts'
import type { JobEnding, JobListener } from './event.ts'
import { findRecord } from './find-record.ts'
import { limited } from './limited.ts'
import { retryDelay } from './retry-delay.ts'
import { Snooze } from './snooze.ts'

/** One attempt at one hint. */
interface Attempt {
  readonly app: App<unknown>
  readonly job: CompiledJob
  readonly hint: JobHint
  readonly attempt: number
  readonly stop: AbortSignal
  readonly tell: JobListener
}

const labelOf = ({ job, hint }: Attempt) => `job ${job.name} on ${job.resource.name}${keyLabel(hint.key)}`
const sessionFor = ({ app }: Attempt): Session => app.system()

const runOnce = async (task: Attempt, session: Session, signal: AbortSignal): Promise<JobEnding> => {
  const { job, hint, attempt } = task
  const record = await findRecord(job, hint, session)
  if (!record) return { type: 'skipped' }
  signal.throwIfAborted()
  const own = session.with(signalKey, signal)
  await own.context.run(async () => job.settings.run(record as never, { session: own, attempt, signal }))
  return { type: 'done', attempt }
}

/** Whether a write found the record changed or gone, and it needs the work no more. Where that cannot be asked, what the attempt ended with stands. */
const isOvertaken = async (task: Attempt, error: unknown): Promise<boolean> => {
  if (!(error instanceof StaleRecord || error instanceof NotFound)) return false
  return findRecord(task.job, task.hint, sessionFor(task)).then(
    (record) => record === undefined,
    () => false,
  )
}

const judge = async (task: Attempt, error: unknown): Promise<JobEnding> => {
  const { job, attempt, stop } = task
  if (stop.aborted) return { type: 'released' }
  if (error instanceof Snooze) return { type: 'snoozed', delay: error.seconds * 1000 }
  if (error instanceof Cancel) return { type: 'cancelled', reason: error.reason }
  if (await isOvertaken(task, error)) return { type: 'skipped' }
  const delay = retryDelay(error, attempt, job.settings)
  return delay === undefined ? { type: 'failed', attempt, error } : { type: 'retry', attempt, delay, error }
}

const verdictOf = (ending: JobEnding, attempt: number): Verdict => {
  if (ending.type === 'retry') return { kind: 'again', delay: ending.delay, attempt: attempt + 1 }
  if (ending.type === 'snoozed') return { kind: 'again', delay: ending.delay, attempt }
  return { kind: ending.type === 'released' ? 'released' : 'finished' }
}

/** Re-reads the record and does the work where it is still needed, in a trace of its own. */
const attemptOnce = (task: Attempt): Promise<JobEnding> => {
  const { job, attempt, stop } = task
  const work = (signal: AbortSignal) =>
    withSpan('ashlar.job', { attributes: { 'ashlar.job': job.name, 'ashlar.job.attempt': attempt }, root: true }, () => runOnce(task, sessionFor(task), signal))
  return limited(work, stop, labelOf(task), job.settings.timeout)
    .catch((error: unknown) => judge(task, error))
    .catch((error: unknown): JobEnding => ({ type: 'failed', attempt, error }))
}

/** One attempt, and what became of it. Never rejects; a failure is told to the app's `onError` once. */
export const perform = async (task: Attempt): Promise<Verdict> => {
  const { app, job, hint, attempt, tell } = task
  const common = { job: job.name, key: hint.key, tenant: hint.tenant }
  tell({ ...common, type: 'started', attempt })
  // A context of its own: the work must not be part of the transaction or trace of whoever gave the hint.
  const ending = await app.context.run(() => attemptOnce(task))
  tell({ ...common, ...ending })
  if (ending.type === 'failed') app.onError(ending.error, `${labelOf(task)}, attempt ${attempt} of ${job.settings.maxAttempts}; a later start tries it again`)
  return verdictOf(ending, attempt)
}
