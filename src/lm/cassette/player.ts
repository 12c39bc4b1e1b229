import { LmNotRecorded } from '../../error/lm-not-recorded.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { SharedCalls } from '../shared-calls.ts'
import { refuseAborted } from '../until-aborted.ts'
import { difference } from './difference.ts'
import { Tape } from './tape.ts'

export type CassetteMode = 'record' | 'replay' | 'auto'

/**
 * Answers from a tape, or calls and writes the answer to it. Equal requests share one call, so that a recording answers as its replay will;
 * each caller leaves it by its own signal.
 */
export class Player {
  readonly #tape: Tape
  readonly #mode: CassetteMode
  readonly #shared = new SharedCalls<unknown>()
  constructor(file: string, mode: CassetteMode) {
    this.#tape = new Tape(file, mode === 'record')
    this.#mode = mode
  }

  async play<T>(key: string, request: unknown, call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    refuseAborted(signal)
    const recorded = this.#tape.find(key)
    if (recorded) return recorded.response as T
    if (this.#mode === 'replay') throw new LmNotRecorded({ file: this.#tape.file, difference: difference(request, this.#tape.recordings) })
    const { value } = await this.#shared.run(key, (ended) => this.#record(key, request, () => call(ended)), signal)
    return value as T
  }

  async #record<T>(key: string, request: unknown, call: () => Promise<T>): Promise<T> {
    const response = deepFreeze(await call())
    this.#tape.add({ key, request, response })
    return response
  }
}
