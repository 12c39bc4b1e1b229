/** Thrown by a job: not now, look again in so many seconds. Uses up no attempt. */
export class Snooze extends Error {
  readonly seconds: number
  constructor(seconds: number) {
    super(`Look again in ${seconds} s.`)
    this.name = 'Snooze'
    this.seconds = seconds
  }
}
