import { refuseAborted } from '../../context/until-aborted.ts'
import { LmNotRecordedError } from '../../error/lm-error.ts'
import { deepFreeze } from '../../text/deep-freeze.ts'
import { SharedCalls } from '../shared-calls.ts'
import { type Recording, Tape } from './tape.ts'

const MOST_LINES = 12
const LONGEST_LINE = 160

const linesOf = (request: unknown): string[] =>
  JSON.stringify(request, undefined, 1)
    .split(/\n|\\n/)
    .map((line) => line.trim())

const shared = (left: ReadonlySet<string>, right: readonly string[]): number =>
  right.filter((line) => left.has(line)).length / Math.max(left.size, right.length, 1)

const shown = (sign: string, lines: readonly string[]): string[] => {
  const cut = lines
    .slice(0, MOST_LINES)
    .map(
      (line) => `${sign} ${line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line}`,
    )
  return lines.length > MOST_LINES
    ? [...cut, `${sign} … and ${lines.length - MOST_LINES} more lines`]
    : cut
}

/**
 * How a request differs from the recorded one that shares the most lines with it: lines only in the
 * recording (-), lines only in the request (+).
 */
const difference = (request: unknown, recordings: readonly Recording[]): string => {
  const requestLines = linesOf(request)
  const wantedSet = new Set(requestLines)
  let nearest: { readonly lines: string[]; readonly share: number } | undefined
  for (const recording of recordings) {
    const lines = linesOf(recording.request)
    const share = shared(wantedSet, lines)
    if (!nearest || share > nearest.share) nearest = { lines, share }
  }
  if (!nearest) return 'It contains no recordings.'
  const nearestLines = new Set(nearest.lines)
  const missing = nearest.lines.filter((line) => !wantedSet.has(line))
  const extra = requestLines.filter((line) => !nearestLines.has(line))
  return [
    'The nearest recorded request differs (- recorded, + requested):',
    ...shown('-', missing),
    ...shown('+', extra),
  ].join('\n')
}

export type CassetteMode = 'record' | 'replay' | 'auto'

/**
 * Answers from a tape, or calls and writes the answer to the tape. Equal requests share one call,
 * so that recording and replay return the same; each caller can abort its own wait.
 */
export class Player {
  readonly #tape: Tape
  readonly #mode: CassetteMode
  readonly #shared = new SharedCalls<unknown>()
  constructor(file: string, mode: CassetteMode) {
    this.#tape = new Tape(file, mode === 'record')
    this.#mode = mode
  }

  async play<T>(
    key: string,
    request: unknown,
    call: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    refuseAborted(signal)
    const recorded = this.#tape.find(key)
    if (recorded) return recorded.response as T
    if (this.#mode === 'replay')
      throw new LmNotRecordedError({
        file: this.#tape.file,
        difference: difference(request, this.#tape.recordings),
      })
    const { value } = await this.#shared.run(
      key,
      (ended) => this.#record(key, request, () => call(ended)),
      signal,
    )
    return value as T
  }

  async #record<T>(key: string, request: unknown, call: () => Promise<T>): Promise<T> {
    const response = deepFreeze(await call())
    this.#tape.add({ key, request, response })
    return response
  }
}
