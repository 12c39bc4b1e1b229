import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'

/** How long a lock may stand still until it is taken for a dead process's, in milliseconds. */
export const silence = 5000
const interval = 500

/** In a thread of its own, because a long statement of an embedded database blocks this one. */
const beating = String.raw`
const { workerData: { path, holder, interval, moments }, parentPort } = process.getBuiltinModule('node:worker_threads')
const { openSync, readFileSync, writeSync } = process.getBuiltinModule('node:fs')
const file = openSync(path, 'r+')
const at = Buffer.byteLength(holder) + 1
let count = 0
const lose = () => {
  clearInterval(timer)
  Atomics.store(moments, 1, 1n)
}
const beat = () => {
  try {
    if (readFileSync(path, 'utf8').split('\n')[0] !== holder) return lose()
    const line = Buffer.from(String(++count).padStart(12, '0') + '\n')
    writeSync(file, line, 0, line.length, at)
    Atomics.store(moments, 0, BigInt(Date.now()))
  } catch (error) {
    if (error.code === 'ENOENT') lose()
    // Else it is tried again; who cannot write is silent, and counts as such.
  }
}
const timer = setInterval(beat, interval)
beat()
parentPort.postMessage('begun')
`

/** Changes a lock's file all the time, as long as it is this holder's. */
export class Heartbeat {
  readonly #worker: Worker
  /** When it beat last, and whether the lock was found to be another's. */
  readonly #moments = new BigInt64Array(new SharedArrayBuffer(16))
  private constructor(path: string, holder: string) {
    this.#moments[0] = BigInt(Date.now())
    const threads = process.getBuiltinModule('node:worker_threads')
    this.#worker = new threads.Worker(beating, {
      eval: true,
      execArgv: [],
      workerData: { path, holder, interval, moments: this.#moments },
    })
  }
  /** Resolves with the first beat. */
  static async start(path: string, holder: string): Promise<Heartbeat> {
    const heartbeat = new Heartbeat(path, holder)
    const worker = heartbeat.#worker
    await once(worker, 'message')
    // A thread that ends beats no more, which is all that counts.
    worker.on('error', () => undefined)
    worker.unref()
    return heartbeat
  }
  get isLost(): boolean {
    return Atomics.load(this.#moments, 1) === 1n
  }
  /** Whether it beat so lately that nobody can have taken the lock over. */
  get isFresh(): boolean {
    return !this.isLost && Date.now() - Number(Atomics.load(this.#moments, 0)) < silence / 2
  }
  async stop(): Promise<void> {
    await this.#worker.terminate()
  }
}
