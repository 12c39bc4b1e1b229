/** Something that works and will not do for long; said once, when the application is opened. */
export interface Warning {
  /** `unindexed_policy`: a read policy goes through the whole table, for want of an index. */
  readonly code: 'unindexed_policy'
  readonly resource: string
  readonly field: string
  readonly message: string
  /** Whether it matters with the data that is there, for all that is known. */
  readonly grave: boolean
}

/** The grave ones, on standard error, a line each. */
export const reportWarning = ({ message, grave }: Warning): void => {
  if (grave) process.stderr.write(`${message}\n`)
}
