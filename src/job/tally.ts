import { hintId, type JobHint } from './engine.ts'
import type { JobEvent } from './event.ts'

export interface JobFailure {
  readonly job: string
  readonly key: JobHint['key']
  readonly error: unknown
}
/** What this process has done since the app opened. */
export interface JobReport {
  readonly done: number
  /** Records that did not need the work, or whose run threw `Cancel`. */
  readonly skipped: number
  /**
   * Records whose last attempt failed and that have not been done since. They still need the work:
   * a later start tries again.
   */
  readonly failed: readonly JobFailure[]
  /**
   * The number of earlier failures that `failed` no longer contains: it keeps the last 1000. Absent
   * if there are none.
   */
  readonly moreFailed?: number
}

/** An error may be large: a prompt, a response, a record. */
const longest = 1000

/** Counts events. */
export class Tally {
  #done = 0
  #skipped = 0
  #running = 0
  #moreFailed = 0
  readonly #failed = new Map<string, JobFailure>()

  count(event: JobEvent): void {
    const { job, key, tenant } = event
    const id = hintId({ job, key, ...(tenant === undefined ? {} : { tenant }) })
    if (event.type === 'started') this.#running += 1
    else if (event.type !== 'queued') this.#running -= 1
    if (event.type === 'done') this.#done += 1
    if (event.type === 'skipped' || event.type === 'cancelled') this.#skipped += 1
    if (event.type === 'failed') this.#fail(id, { job, key, error: event.error })
    if (event.type === 'done' || event.type === 'skipped') this.#failed.delete(id)
  }

  #fail(id: string, failure: JobFailure): void {
    // At the end, so that the oldest stays first.
    this.#failed.delete(id)
    this.#failed.set(id, failure)
    if (this.#failed.size <= longest) return
    const [oldest] = this.#failed.keys()
    this.#failed.delete(oldest as string)
    this.#moreFailed += 1
  }

  get running(): number {
    return this.#running
  }
  get report(): JobReport {
    return {
      done: this.#done,
      skipped: this.#skipped,
      failed: [...this.#failed.values()],
      ...(this.#moreFailed ? { moreFailed: this.#moreFailed } : {}),
    }
  }
}
