import type { Random } from '../../evaluate/random.ts'

/** Makes a piece of text, with at most so many repetitions where a pattern sets no bound. */
type Make = (random: Random, most: number) => string

const characters = (from: string, to: string): string[] => {
  const [first, last] = [from.codePointAt(0)!, to.codePointAt(0)!]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    String.fromCodePoint(first + at),
  )
}
const digits = characters('0', '9')
const letters = [...characters('a', 'z'), ...characters('A', 'Z')]
const words = [...letters, ...digits, '_']
const printable = characters('!', '~')
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }
const without = (left: readonly string[]) => printable.filter((one) => !left.includes(one))
const classes: Readonly<Record<string, readonly string[]>> = {
  d: digits,
  w: words,
  s: [' '],
  D: without(digits),
  W: without(words),
  S: printable,
}

const pick = <T>(random: Random, from: readonly T[]): T | undefined =>
  from[random.integer(from.length)]

/**
 * Reads a regular expression from left to right. What text cannot be made from is skipped: the
 * caller tries the result on the expression.
 */
class PatternReader {
  readonly #source: string
  #at = 0
  constructor(source: string) {
    this.#source = source
  }
  choice(): Make {
    const ways = [this.#sequence()]
    while (this.#takes('|')) ways.push(this.#sequence())
    return (random, most) => pick(random, ways)!(random, most)
  }
  #takes(text: string): boolean {
    const matches = this.#source.startsWith(text, this.#at)
    if (matches) this.#at += text.length
    return matches
  }
  #match(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.#source.slice(this.#at))
    if (match) this.#at += match[0].length
    return match
  }
  #sequence(): Make {
    const parts: Make[] = []
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at]!))
      parts.push(this.#repeated(this.#atom()))
    return (random, most) => parts.map((part) => part(random, most)).join('')
  }
  #repeated(atom: Make): Make {
    const match = this.#match(/^(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/)
    if (!match) return atom
    const [sign] = match[0]
    const least = sign === '{' ? Number(match[1]) : sign === '+' ? 1 : 0
    const greatest =
      sign === '?' ? 1 : match[3] ? Number(match[3]) : sign === '{' && !match[2] ? least : undefined
    return (random, most) => {
      const count = least + random.integer((greatest ?? least + most) - least + 1)
      return Array.from({ length: count }, () => atom(random, most)).join('')
    }
  }
  #atom(): Make {
    if (this.#match(/^\(\?<?[=!]/)) {
      this.choice()
      this.#takes(')')
      return () => ''
    }
    if (this.#match(/^\((?:\?:|\?<\w+>)?/)) {
      const inner = this.choice()
      this.#takes(')')
      return inner
    }
    if (this.#match(/^(?:[\^$]|\\[bB])/)) return () => ''
    if (this.#takes('[')) return this.#oneOf(this.#members())
    if (this.#takes('.')) return this.#oneOf(words)
    return this.#oneOf(this.#single())
  }
  #oneOf(members: readonly string[]): Make {
    return (random) => pick(random, members) ?? ''
  }
  #members(): readonly string[] {
    const negated = this.#takes('^')
    const members: string[] = []
    while (this.#at < this.#source.length && !this.#takes(']')) {
      const from = this.#single()
      const isRange = from.length === 1 && this.#match(/^-(?=[^\]])/)
      members.push(...(isRange ? characters(from[0]!, this.#single()[0]!) : from))
    }
    return negated ? without(members) : members
  }
  /** The characters that one character or escape stands for. */
  #single(): readonly string[] {
    const [, code] = this.#match(/^\\(?:x|u|u\{)([0-9a-fA-F]{2,6})\}?/) ?? []
    if (code) return [String.fromCodePoint(Number.parseInt(code, 16))]
    const property = this.#match(/^\\[pP]\{([^}]*)\}/)
    if (property) return property[1]!.startsWith('N') ? digits : letters
    const [, escaped] = this.#match(/^\\([\s\S])/) ?? []
    if (escaped !== undefined) return classes[escaped] ?? [controls[escaped] ?? escaped]
    const plain = String.fromCodePoint(this.#source.codePointAt(this.#at)!)
    this.#at += plain.length
    return [plain]
  }
}

/** A text that a regular expression is likely to match. */
export const textOfPattern = (source: string, random: Random, most: number): string =>
  new PatternReader(source).choice()(random, most)
