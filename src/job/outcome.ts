/** Thrown by a job: this record's work is off, and is not a failure. It is looked at again only after its next write or at the next scan. */
export class Cancel extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.name = 'Cancel'
    this.reason = reason
  }
}

/** Thrown by a job: not now, look again in so many seconds. Uses up no attempt. */
export class Snooze extends Error {
  readonly seconds: number
  constructor(seconds: number) {
    super(`Look again in ${seconds} s.`)
    this.name = 'Snooze'
    this.seconds = seconds
  }
}
