import type { JobHint, JobHost, Verdict } from '../engine.ts'

interface Entry {
  readonly id: string
  readonly hint: JobHint
  attempt: number
  state: 'ready' | 'running' | 'waiting'
  /** Whether the hint arrived again while it ran, so that the record must be checked once more. */
  repeat: boolean
}
interface LaneOptions {
  readonly host: JobHost
  readonly concurrency: number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Aborts running and waiting work. */
  readonly halt: AbortSignal
  /** Called whenever an entry is removed. */
  readonly settled: () => void
}

/**
 * The hints of one job, without duplicates, in order of arrival, with a limit on how many run at
 * the same time.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #entries = new Map<string, Entry>()
  readonly #ready = new Set<Entry>()
  readonly #running = new Set<Promise<void>>()
  readonly #closing = new AbortController()
  constructor(options: LaneOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** Whether the hint was not pending before. */
  add(id: string, hint: JobHint): boolean {
    if (this.#closing.signal.aborted) return false
    const current = this.#entries.get(id)
    if (current?.state === 'running') current.repeat = true
    if (current) return false
    const entry: Entry = { id, hint, attempt: 1, state: 'ready', repeat: false }
    this.#entries.set(id, entry)
    this.#ready.add(entry)
    // Later, so that the write that has just committed returns to its caller first.
    queueMicrotask(() => this.#pump())
    return true
  }

  /**
   * Takes no more hints and resolves when running work has ended. A later start does the waiting
   * work.
   */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#running)
    this.#entries.clear()
    this.#ready.clear()
  }

  #pump(): void {
    for (const entry of this.#ready) {
      if (this.#closing.signal.aborted || this.#running.size >= this.#options.concurrency) return
      this.#ready.delete(entry)
      entry.state = 'running'
      const running: Promise<void> = this.#run(entry).finally(() => {
        this.#running.delete(running)
        this.#pump()
      })
      this.#running.add(running)
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { host, halt } = this.#options
    this.#settle(entry, await host.perform(entry.hint, entry.attempt, halt))
  }

  #settle(entry: Entry, verdict: Verdict): void {
    if (verdict.kind === 'again') {
      entry.attempt = verdict.attempt
      this.#delay(entry, verdict.delay)
    } else if (verdict.kind === 'finished' && entry.repeat) this.#again(entry, 1)
    else this.#leave(entry)
  }

  #again(entry: Entry, attempt: number): void {
    Object.assign(entry, { attempt, state: 'ready', repeat: false })
    this.#ready.add(entry)
    this.#pump()
  }

  #leave(entry: Entry): void {
    this.#entries.delete(entry.id)
    this.#options.settled()
  }

  #delay(entry: Entry, milliseconds: number): void {
    Object.assign(entry, { state: 'waiting', repeat: false })
    const signal = AbortSignal.any([this.#closing.signal, this.#options.halt])
    this.#options
      .sleep(milliseconds, signal)
      .then(() => this.#again(entry, entry.attempt))
      .catch((error: unknown) => {
        this.#leave(entry)
        if (!signal.aborted) this.#options.host.onError(error, `waiting to retry ${entry.hint.job}`)
      })
  }
}
