import { LmNotRecorded } from '../../error/lm-not-recorded.ts'
import { difference } from './difference.ts'
import { Tape } from './tape.ts'

export type CassetteMode = 'record' | 'replay' | 'auto'

/** Answers from a tape, or calls and writes the answer to it. Equal requests share one call, so that a recording answers as its replay will. */
export class Player {
  readonly #tape: Tape
  readonly #mode: CassetteMode
  readonly #running = new Map<string, Promise<unknown>>()
  constructor(file: string, mode: CassetteMode) {
    this.#tape = new Tape(file, mode === 'record')
    this.#mode = mode
  }

  async play<T>(key: string, request: unknown, call: () => Promise<T>): Promise<T> {
    const recorded = this.#tape.find(key)
    if (recorded) return recorded.response as T
    if (this.#mode === 'replay') throw new LmNotRecorded({ file: this.#tape.file, difference: difference(request, this.#tape.recordings) })
    const running = this.#running.get(key)
    if (running) return running as Promise<T>
    const made = this.#record(key, request, call).finally(() => this.#running.delete(key))
    this.#running.set(key, made)
    return made
  }

  async #record<T>(key: string, request: unknown, call: () => Promise<T>): Promise<T> {
    const response = await call()
    this.#tape.add({ key, request, response })
    return response
  }
}
