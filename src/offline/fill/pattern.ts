import type { Pattern } from '../task.ts'

/** What stands for a character of a class, the first that fits. */
const CHARACTERS = [
  ...'aA0-_ .,:/@#+',
  ...'bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789!"$%&\'()*;<=>?[\\]^`{|}~\n\téßあ中',
]

const MOST_REPEATS = 1000

/** The pattern as a regular expression; undefined if it is not valid. */
export const compilePattern = ({ source, flags }: Pattern): RegExp | undefined => {
  for (const flagSet of [flags.replace(/[gy]/g, ''), flags.replace(/[gyuv]/g, '')]) {
    try {
      return new RegExp(source, flagSet)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return undefined
}

const fitting = (atom: string, flags: string): string => {
  const expression = compilePattern({ source: `^(?:${atom})$`, flags })
  return (expression && CHARACTERS.find((character) => expression.test(character))) ?? ''
}

const ASSERTION = /^(?:\^|\$|\\[bB])/
const GROUP = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/
const ATOM =
  /^(?:\[(?:\\.|[^\]\\])*\]|\\(?:[pPk]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[\s\S])|[^()|])/
const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/

/**
 * Writes the shortest text that an expression describes, with `extra` further repeats where it
 * allows more.
 */
class Writer {
  readonly #source: string
  readonly #flags: string
  readonly #extra: number
  #at = 0
  constructor({ source, flags }: Pattern, extra: number) {
    this.#source = source
    this.#flags = flags
    this.#extra = extra
  }
  #take(expression: RegExp): RegExpExecArray | undefined {
    const match = expression.exec(this.#source.slice(this.#at)) ?? undefined
    this.#at += match?.[0].length ?? 0
    return match
  }
  /** The first branch; the others are read over. */
  text(): string {
    const first = this.#branch()
    while (this.#source[this.#at] === '|') {
      this.#at += 1
      this.#branch()
    }
    return first
  }
  #branch(): string {
    let text = ''
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      if (this.#take(ASSERTION)) continue
      const part = this.#part()
      text += part.repeat(Math.min(MOST_REPEATS, this.#repeats()))
    }
    return text
  }
  #part(): string {
    const group = this.#take(GROUP)
    if (!group) return fitting(this.#take(ATOM)?.[0] ?? '', this.#flags)
    const inside = this.text()
    this.#at += 1
    return /[=!]$/.test(group[0]) ? '' : inside
  }
  #repeats(): number {
    const match = this.#take(QUANTIFIER)
    if (!match) return 1
    const [, sign, low, comma, high] = match
    const least = sign ? (sign === '+' ? 1 : 0) : Number(low)
    const most = sign
      ? sign === '?'
        ? 1
        : MOST_REPEATS
      : comma
        ? Number(high || MOST_REPEATS)
        : least
    return Math.min(most, least + this.#extra)
  }
}

const LONGEST_SOURCE = 2000

/**
 * A text that a pattern describes, of at least so many characters where it allows as many: its
 * first branches with the fewest repeats that do.
 */
export const sampleOf = (pattern: Pattern, fits: (text: string) => boolean): string | undefined => {
  if (pattern.source.length > LONGEST_SOURCE) return undefined
  for (const extra of [0, 1, 2, 3, 4, 5, 8, 12, 20, 40, 80, 160, 320]) {
    const text = new Writer(pattern, extra).text()
    if (fits(text)) return text
  }
  return undefined
}
