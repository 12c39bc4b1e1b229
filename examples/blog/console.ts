import { AshlarError } from 'ashlar'
import { SingleBar } from 'cli-progress'

export const say = (text = ''): void => console.log(text)
export const heading = (text: string): void =>
  say(`\n── ${text} ${'─'.repeat(Math.max(0, 74 - text.length))}`)

export interface Progress {
  total(total: number): void
  step(note?: string): void
  stop(): void
}

/** A bar on a terminal, a line for every tenth elsewhere. */
export const progress = (label: string, total: number): Progress =>
  process.stdout.isTTY ? bar(label, total) : lines(label, total)

const bar = (label: string, total: number): Progress => {
  const single = new SingleBar({
    format: `${label} {bar} {value}/{total} {note}`,
    hideCursor: true,
    barsize: 30,
    clearOnComplete: false,
  })
  single.start(total, 0, { note: '' })
  return {
    total: (next) => single.setTotal(next),
    step: (note = '') => single.increment(1, { note: note.slice(0, 40) }),
    stop: () => single.stop(),
  }
}

const lines = (label: string, first: number): Progress => {
  let total = first
  let done = 0
  return {
    total: (next) => {
      total = next
    },
    step: () => {
      done++
      if (done === total || done % Math.max(1, Math.ceil(total / 10)) === 0)
        say(`${label} ${done}/${total}`)
    },
    stop: () => undefined,
  }
}

/** Text folded to lines of this width, each with the prefix. */
export const fold = (text: string, prefix = '  ', width = 92): string => {
  const folded: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      folded.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...folded, line].map((one) => prefix + one).join('\n')
}

/**
 * Whether an error is the model's: it did not answer, or not as it was asked to, or taught the
 * optimizer nothing.
 */
const isOfModel = (error: unknown): boolean =>
  error instanceof AshlarError && (error.class === 'lm' || error.code === 'compile_failed')

/**
 * Does a step that a model has a part in. Where the model fails, one line says how, and whatever
 * comes next goes on.
 */
export const tried = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work()
  } catch (error) {
    if (!isOfModel(error)) throw error
    say(`  ${what} failed. ${oneLine(error).slice(0, 300)}`)
    return undefined
  }
}

/** What went wrong, in one line. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
