import { SingleBar } from 'cli-progress'

export const say = (text = ''): void => console.log(text)
export const heading = (text: string): void => say(`\n── ${text} ${'─'.repeat(Math.max(0, 74 - text.length))}`)

export interface Progress {
  total(total: number): void
  step(note?: string): void
  stop(): void
}

/** A bar on a terminal, a line for every tenth elsewhere. */
export const progress = (label: string, total: number): Progress => (process.stdout.isTTY ? bar(label, total) : lines(label, total))

const bar = (label: string, total: number): Progress => {
  const single = new SingleBar({ format: `${label} {bar} {value}/{total} {note}`, hideCursor: true, barsize: 30, clearOnComplete: false })
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
      if (done === total || done % Math.max(1, Math.ceil(total / 10)) === 0) say(`${label} ${done}/${total}`)
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

/** What went wrong, in one line. */
export const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
