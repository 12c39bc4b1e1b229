import { hintId, type JobHint } from './engine.ts'
import type { JobEvent } from './event.ts'

export interface JobFailure {
  readonly job: string
  readonly key: JobHint['key']
  readonly error: unknown
}
/** What this process did since the app was opened. */
export interface JobReport {
  readonly done: number
  /** Looked at and found without need, or called off. */
  readonly skipped: number
  /** Records whose last attempt failed and that were not done since. They still need the work: a later start tries them again. */
  readonly failed: readonly JobFailure[]
}

/** Counts events. */
export class Tally {
  #done = 0
  #skipped = 0
  #running = 0
  readonly #failed = new Map<string, JobFailure>()

  count(event: JobEvent): void {
    const { job, key, tenant } = event
    const id = hintId({ job, key, ...(tenant === undefined ? {} : { tenant }) })
    if (event.type === 'started') this.#running += 1
    else if (event.type !== 'queued') this.#running -= 1
    if (event.type === 'done') this.#done += 1
    if (event.type === 'skipped' || event.type === 'cancelled') this.#skipped += 1
    if (event.type === 'failed') this.#failed.set(id, { job, key, error: event.error })
    if (event.type === 'done' || event.type === 'skipped') this.#failed.delete(id)
  }

  get running(): number {
    return this.#running
  }
  get report(): JobReport {
    return { done: this.#done, skipped: this.#skipped, failed: [...this.#failed.values()] }
  }
}
