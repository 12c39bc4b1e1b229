import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { LmUnexpectedError } from '../../error/lm-error.ts'
import { deepFreeze } from '../../text/deep-freeze.ts'
import { redactCause } from '../../text/redact-secrets.ts'

export interface Recording {
  readonly key: string
  /** Canonical JSON of the request, indented, to show differences in. */
  readonly request: unknown
  readonly response: unknown
}

const isRecording = (value: unknown): value is Recording =>
  value !== null &&
  typeof value === 'object' &&
  'key' in value &&
  typeof value.key === 'string' &&
  'request' in value &&
  'response' in value

const parseLine = (line: string, number: number, file: string): Recording => {
  try {
    const value: unknown = JSON.parse(line)
    if (isRecording(value)) return deepFreeze(value)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new LmUnexpectedError(
    `Line ${number} of the cassette ${file} is not a recording. Delete the line or record again`,
  )
}

const load = (file: string): Recording[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.trim() ? [parseLine(line, index + 1, file)] : []))
    : []

/** A file of recordings, one JSON object per line. If a key appears twice, the first one counts. */
export class Tape {
  readonly file: string
  readonly #recordings: Map<string, Recording>
  constructor(file: string, erase: boolean) {
    this.file = file
    if (erase && existsSync(file)) writeFileSync(file, '')
    this.#recordings = new Map(
      load(file)
        .toReversed()
        .map((recording) => [recording.key, recording]),
    )
  }
  find(key: string): Recording | undefined {
    return this.#recordings.get(key)
  }
  /**
   * Throws `LmUnexpectedError` if the file cannot be written. This process still replays the
   * recording.
   */
  add(recording: Recording): void {
    this.#recordings.set(recording.key, recording)
    try {
      mkdirSync(dirname(this.file), { recursive: true })
      appendFileSync(this.file, `${JSON.stringify(recording)}\n`)
    } catch (cause) {
      throw new LmUnexpectedError(
        `The cassette ${this.file} cannot be written (${cause instanceof Error ? cause.message : String(cause)})`,
        {
          cause: redactCause(cause),
        },
      )
    }
  }
  get recordings(): Recording[] {
    return [...this.#recordings.values()].toReversed()
  }
}
