import { MarkedError } from '../error/marked-error.ts'

/**
 * Thrown by a job to stop without counting as a failure. The record is checked again only after its
 * next write or at the next scan.
 */
export class Cancel extends MarkedError {
  static override readonly mark: string = 'ashlar.Cancel'
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** Thrown by a job to be repeated after some seconds, without using an attempt. */
export class Snooze extends MarkedError {
  static override readonly mark: string = 'ashlar.Snooze'
  readonly seconds: number
  constructor(seconds: number) {
    super(`Look again in ${seconds} s.`)
    this.seconds = seconds
  }
}
