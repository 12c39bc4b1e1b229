import type { StorageWarning } from '../data-layer/data-layer.ts'

/** A read policy goes through the whole table, for want of an index. */
export interface UnindexedPolicy {
  readonly code: 'unindexed_policy'
  readonly resource: string
  readonly field: string
  readonly message: string
  /** Whether it matters with the data that is there, for all that is known. */
  readonly grave: boolean
}

/** Something that works and will perhaps not do; said once, when the application is opened. */
export type Warning = UnindexedPolicy | StorageWarning

/** The grave ones, on standard error, a line each. */
export const reportWarning = ({ message, grave }: Warning): void => {
  if (grave) process.stderr.write(`${message}\n`)
}
