import { setTimeout as wait } from 'node:timers/promises'
import { hintId, type JobEngine, type JobHint, type JobHost } from '../engine.ts'
import { Lane } from './lane.ts'
import { jobLimits } from '../../text/limits.ts'

export interface InProcessOptions {
  /**
   * How long closing the app waits for running jobs, in milliseconds, before it aborts them.
   * Default 10,000.
   */
  readonly grace?: number
  /** Replaces the pause between attempts, for tests. Rejects when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const sleepFor = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await wait(milliseconds, undefined, { signal })
}

/** The pending work of a running engine. */
class Run {
  readonly host: JobHost
  readonly lanes: ReadonlyMap<string, Lane>
  readonly waiting: (() => void)[] = []
  readonly halt = new AbortController()
  constructor(host: JobHost, sleep: NonNullable<InProcessOptions['sleep']>) {
    this.host = host
    this.lanes = new Map(
      host.jobs.map(({ name, concurrency }) => [
        name,
        new Lane({
          host,
          concurrency,
          sleep,
          halt: this.halt.signal,
          settled: () => this.settled(),
        }),
      ]),
    )
  }
  get pending(): number {
    return [...this.lanes.values()].reduce((sum, { size }) => sum + size, 0)
  }
  settled(): void {
    if (this.pending === 0) for (const resolve of this.waiting.splice(0)) resolve()
  }
  add(hint: JobHint): void {
    if (this.lanes.get(hint.job)?.add(hintId(hint), hint)) this.host.queued(hint)
  }
  async stop(grace: number): Promise<void> {
    const running = [...this.lanes.values()].map((lane) => lane.close())
    const timer = setTimeout(() => this.halt.abort(), grace)
    await Promise.all(running)
    clearTimeout(timer)
    this.halt.abort()
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

/**
 * Jobs in this process, without a server: a queue in memory that is filled after each commit. It is
 * durable because the records' state says what is left to do, and the start scans for it. For data
 * that one process uses at a time; use `dbos()` for a Postgres server that several processes share.
 */
export const inProcess = ({
  grace = jobLimits.graceMs,
  sleep = sleepFor,
}: InProcessOptions = {}): JobEngine => {
  let run: Run | undefined
  return {
    name: 'in-process',
    start: async (host) => {
      run = new Run(host, sleep)
    },
    enqueue: async () => {},
    committed: (hints) => {
      for (const hint of hints) run?.add(hint)
    },
    pending: async () => run?.pending ?? 0,
    idle: () => new Promise((resolve) => (run?.pending ? run.waiting.push(resolve) : resolve())),
    stop: async () => {
      const stopping = run
      run = undefined
      await stopping?.stop(grace)
    },
  }
}
