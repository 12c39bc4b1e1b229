import type { JobHint } from './engine.ts'

/** How one attempt ended. Delays are in milliseconds. */
export type JobEnding =
  | { readonly type: 'done'; readonly attempt: number }
  /** The record is gone or does not need the work (anymore). */
  | { readonly type: 'skipped' }
  | { readonly type: 'cancelled'; readonly reason: string }
  | { readonly type: 'snoozed'; readonly delay: number }
  | {
      readonly type: 'retry'
      readonly attempt: number
      readonly delay: number
      readonly error: unknown
    }
  | { readonly type: 'failed'; readonly attempt: number; readonly error: unknown }
  /** Not finished before the app closed. A later start does the work. */
  | { readonly type: 'released' }

/** Events of jobs, for progress bars and logs. */
export type JobEvent = {
  readonly job: string
  readonly key: JobHint['key']
  readonly tenant: string | undefined
} & (
  | { readonly type: 'queued' }
  | { readonly type: 'started'; readonly attempt: number }
  | JobEnding
)
export type JobListener = (event: JobEvent) => void
