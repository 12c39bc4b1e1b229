export interface SplitOptions {
  /** The maximum number of characters in a chunk. Default 1200. */
  readonly characters?: number
  /**
   * The number of characters at a chunk's end that the next chunk repeats, in whole sentences.
   * Default 150.
   */
  readonly overlap?: number
}

interface Piece {
  readonly text: string
  /** The separator in front of it if it follows another piece in a chunk. */
  readonly gap: '\n\n' | ' '
}

/** Parts between blank lines. A fenced block of code is one paragraph, even with blank lines. */
const paragraphs = (text: string): string[] => {
  const pieces: string[] = ['']
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]?.slice(0, 3)
    if (fence === undefined && line.trim() === '') pieces.push('')
    else pieces.push(`${pieces.pop()}${line}\n`)
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence
  }
  return pieces
}

/**
 * A text's paragraphs; long paragraphs split into sentences, and long sentences split at spaces.
 */
const pieces = (text: string, most: number): Piece[] =>
  paragraphs(text)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) =>
      (paragraph.length <= most
        ? [paragraph]
        : sentences(paragraph).flatMap((sentence) => cut(sentence, most))
      ).map((part, index) => ({
        text: part,
        gap: index === 0 ? '\n\n' : ' ',
      })),
    )

const sentences = (paragraph: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(paragraph)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')

const cut = (text: string, most: number): string[] => {
  const parts: string[] = []
  let rest = text
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most)
    const end = boundary(rest, space > most / 2 ? space : most)
    parts.push(rest.slice(0, end).trim())
    rest = rest.slice(end).trim()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** Not between the halves of a surrogate pair. */
const boundary = (text: string, end: number): number =>
  /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end - 1 : end

const tail = (chunk: string, overlap: number): string => {
  const end: string[] = []
  let length = 0
  for (const sentence of sentences(chunk.slice(-2 * overlap)).toReversed()) {
    if (length + sentence.length > overlap) break
    end.unshift(sentence)
    length += sentence.length + 1
  }
  return end.join(' ')
}

/**
 * Splits a text into chunks of at most `characters` (UTF-16 units), at paragraphs, or at sentences,
 * or at spaces if nothing else fits. Deterministic. Keeps all of the text; a blank text has no
 * chunks.
 */
export const splitText = (
  text: string,
  { characters = 1200, overlap = 150 }: SplitOptions = {},
): string[] => {
  const chunks: string[] = []
  let current = ''
  for (const { text: piece, gap } of pieces(text, characters)) {
    if (current !== '' && current.length + gap.length + piece.length > characters) {
      chunks.push(current)
      const repeated = tail(current, overlap)
      current = repeated.length + gap.length + piece.length <= characters ? repeated : ''
    }
    current = current === '' ? piece : current + gap + piece
  }
  return current === '' ? chunks : [...chunks, current]
}
