import { MarkedError } from '../error/marked-error.ts'

/** Thrown by a job: this record's work is off, and is not a failure. It is looked at again only after its next write or at the next scan. */
export class Cancel extends MarkedError {
  static override readonly mark: string = 'ashlar.Cancel'
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** Thrown by a job: not now, look again in so many seconds. Uses up no attempt. */
export class Snooze extends MarkedError {
  static override readonly mark: string = 'ashlar.Snooze'
  readonly seconds: number
  constructor(seconds: number) {
    super(`Look again in ${seconds} s.`)
    this.seconds = seconds
  }
}
