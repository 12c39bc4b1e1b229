import type { Session } from '../action/contract/session.ts'
import { keyFilter } from '../action/session/key.ts'
import type { App } from '../app/app.ts'
import { errorText } from '../app/report-error.ts'
import { signalKey } from '../context/context.ts'
import type { Log } from '../context/log.ts'
import { withSpan } from '../context/trace.ts'
import { withinTime } from '../context/within-time.ts'
import { AshlarError, isRetryable } from '../error/ashlar-error.ts'
import { TimeoutError } from '../error/connection-failed.ts'
import { LmError } from '../error/lm-error.ts'
import { NotFoundError, StaleRecordError } from '../error/not-found.ts'
import { call, expression } from '../expression/node.ts'
import { keyLabel } from '../text/label.ts'
import type { CompiledJob } from './compiled-job.ts'
import { type JobHint, keyOfHint, type Verdict } from './engine.ts'
import type { JobEnding, JobListener } from './event.ts'
import type { JobSettings } from './job.ts'
import { Cancel, Snooze } from './outcome.ts'

/** The record of a hint, if it exists and still needs the work. */
const findRecord = async (
  job: CompiledJob,
  hint: JobHint,
  session: Session,
): Promise<object | undefined> => {
  const condition = call('and', keyFilter(job.resource, keyOfHint(job, hint)), job.where)
  const [record] = await session.query(job.resource.resource, {
    filter: () => expression<boolean>(condition),
    load: job.settings.load as never,
    limit: 1,
  })
  return record
}

/**
 * Another attempt would fail the same way: a request that the provider rejects, a policy, a wrong
 * declaration.
 */
const isFinal = (error: unknown): boolean => {
  if (isRetryable(error)) return false
  return (
    LmError.isInstance(error) ||
    (AshlarError.isInstance(error) && (error.class === 'forbidden' || error.class === 'framework'))
  )
}

/**
 * The pause until the next attempt in milliseconds: the job's backoff, or a longer one that the
 * provider asks for. Undefined: no further attempt.
 */
export const retryDelay = (
  error: unknown,
  attempt: number,
  { maxAttempts, backoff }: Pick<JobSettings, 'maxAttempts' | 'backoff'>,
): number | undefined => {
  if (attempt >= maxAttempts || isFinal(error)) return undefined
  const retryAfter = LmError.isInstance(error) ? (error.retryAfterSeconds ?? 0) * 1000 : 0
  return Math.max(backoff(attempt), retryAfter)
}

/** One attempt at one hint. */
interface Attempt {
  readonly app: App<unknown>
  readonly job: CompiledJob
  readonly hint: JobHint
  readonly attempt: number
  readonly stop: AbortSignal
  readonly tell: JobListener
}

const labelOf = ({ job, hint }: Attempt) =>
  `job ${job.name} on ${job.resource.name}${keyLabel(hint.key)}`
const sessionFor = ({ app }: Attempt): Session => app.system()

const runOnce = async (
  task: Attempt,
  session: Session,
  signal: AbortSignal,
): Promise<JobEnding> => {
  const { job, hint, attempt } = task
  const record = await findRecord(job, hint, session)
  if (!record) return { type: 'skipped' }
  signal.throwIfAborted()
  const own = session.with(signalKey, signal)
  await own.context.run(async () =>
    job.settings.run(record as never, { session: own, attempt, signal }),
  )
  return { type: 'done', attempt }
}

/**
 * Whether a write found the record changed or gone, and it no longer needs the work. If that cannot
 * be checked, the attempt's own error counts.
 */
const isOvertaken = async (task: Attempt, error: unknown): Promise<boolean> => {
  if (!(StaleRecordError.isInstance(error) || NotFoundError.isInstance(error))) return false
  return findRecord(task.job, task.hint, sessionFor(task)).then(
    (record) => record === undefined,
    () => false,
  )
}

const judge = async (task: Attempt, error: unknown): Promise<JobEnding> => {
  const { job, attempt, stop } = task
  if (stop.aborted) return { type: 'released' }
  if (Snooze.isInstance(error)) return { type: 'snoozed', delay: error.seconds * 1000 }
  if (Cancel.isInstance(error)) return { type: 'cancelled', reason: error.reason }
  if (await isOvertaken(task, error)) return { type: 'skipped' }
  const delay = retryDelay(error, attempt, job.settings)
  return delay === undefined
    ? { type: 'failed', attempt, error }
    : { type: 'retry', attempt, delay, error }
}

const verdictOf = (ending: JobEnding, attempt: number): Verdict => {
  if (ending.type === 'retry') return { kind: 'again', delay: ending.delay, attempt: attempt + 1 }
  if (ending.type === 'snoozed') return { kind: 'again', delay: ending.delay, attempt }
  return { kind: ending.type === 'released' ? 'released' : 'finished' }
}

/** Reads the record again and does the work if it is still needed, in a separate trace. */
const attemptOnce = (task: Attempt): Promise<JobEnding> => {
  const { job, attempt, stop } = task
  const work = (signal: AbortSignal) =>
    withSpan(
      'ashlar.job',
      { attributes: { 'ashlar.job': job.name, 'ashlar.job.attempt': attempt }, root: true },
      () => runOnce(task, sessionFor(task), signal),
    )
  return withinTime(work, {
    milliseconds: job.settings.timeout,
    signal: stop,
    late: (milliseconds) => new TimeoutError({ work: labelOf(task), milliseconds }),
  })
    .catch((error: unknown) => judge(task, error))
    .catch((error: unknown): JobEnding => ({ type: 'failed', attempt, error }))
}

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 100) / 10} s`
const outcomeOf = (ending: JobEnding): string => {
  switch (ending.type) {
    case 'cancelled':
      return `cancelled (${ending.reason})`
    case 'snoozed':
      return `waits for ${seconds(ending.delay)}`
    case 'retry':
      return `failed, next attempt in ${seconds(ending.delay)}`
    default:
      return ending.type
  }
}

/**
 * A line for how an attempt ended. What fails for the last time goes to `onError` with its cause;
 * the cause of another attempt is shown here.
 */
const logEnding = (log: Log, label: string, ending: JobEnding, milliseconds: number): void => {
  const line = `${label}: ${outcomeOf(ending)}, ${Math.round(milliseconds)} ms`
  if (ending.type === 'retry') log.warn(errorText(ending.error, line))
  else log.info(line)
}

/** One attempt and its outcome. Never rejects; the app's `onError` receives a failure once. */
export const perform = async (task: Attempt): Promise<Verdict> => {
  const { app, job, hint, attempt, tell } = task
  const common = { job: job.name, key: hint.key, tenant: hint.tenant }
  const { development } = app
  const started = performance.now()
  tell({ ...common, type: 'started', attempt })
  development?.info(`${labelOf(task)}: started, attempt ${attempt}`)
  // A separate context: the work must not be part of the transaction or trace that stored the hint.
  const ending = await app.context.run(() => attemptOnce(task))
  tell({ ...common, ...ending })
  if (development) logEnding(development, labelOf(task), ending, performance.now() - started)
  if (ending.type === 'failed')
    app.onError(
      ending.error,
      `${labelOf(task)}, attempt ${attempt} of ${job.settings.maxAttempts}; a later start tries again`,
    )
  return verdictOf(ending, attempt)
}
