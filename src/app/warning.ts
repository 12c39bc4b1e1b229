import { type Log, standardError } from '../context/log.ts'
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

/** An interface serves a resource that declares no policies and does not say `open: true`. */
export interface NoPolicies {
  readonly code: 'no_policies'
  readonly resource: string
  readonly message: string
  readonly grave: boolean
}
/** A public action accepts attributes that no interface takes, since they are not public. */
export interface InputNotPublic {
  readonly code: 'input_not_public'
  readonly resource: string
  readonly action: string
  readonly fields: readonly string[]
  readonly message: string
  readonly grave: boolean
}

/**
 * Something that works now and may not be enough later; reported once, when the application is
 * opened or an interface is created.
 */
export type Warning = UnindexedPolicy | NoPolicies | InputNotPublic | StorageWarning

/** The grave ones, a line each. */
export const warningsTo =
  (log: Log) =>
  ({ message, grave }: Warning): void => {
    if (grave) log.warn(message)
  }
export const reportWarning = warningsTo(standardError)
