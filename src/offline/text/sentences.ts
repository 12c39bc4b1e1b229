const END = /(?<![.!?…])[.!?…]{1,5}["'”’)\]]{0,3}(?=\s)|[。！？]{1,5}["”’」』）]{0,3}/gu
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|mr|mrs|ms|dr|prof|sr|jr|st|vs|etc|e\.g|i\.e|cf|no|fig|al|inc|ltd|co|corp|dept|approx|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|bzw|z\.B|usw|ca|Nr)\.$/i

const bare = (sentence: string): string =>
  sentence.replace(/^[\s—–•·-]{1,20}(?=[\p{L}\p{N}"“«])/u, '').trim()

const LONGEST = 1000
const PIECE = /[\s\S]{1,400}(?:\s|$)|[\s\S]{400}/gu

/** A sentence too long to be one is cut between words. */
const pieces = (sentence: string): readonly string[] =>
  sentence.length > LONGEST
    ? (sentence.match(PIECE) ?? []).map((piece) => piece.trim())
    : [sentence]

/**
 * Splits a paragraph into sentences: at `.`, `!`, `?` and their wide forms, not after initials and
 * common abbreviations, nor before a small letter.
 */
export const sentences = (paragraph: string): string[] => {
  const parts: string[] = []
  let from = 0
  for (const match of paragraph.matchAll(END)) {
    const end = match.index + match[0].length
    const next = paragraph.slice(end, end + 3).trimStart()
    if (
      match[0].startsWith('.') &&
      (/^\p{Ll}/u.test(next) || ABBREVIATION.test(paragraph.slice(Math.max(from, end - 12), end)))
    )
      continue
    parts.push(bare(paragraph.slice(from, end)))
    from = end
  }
  const rest = bare(paragraph.slice(from))
  if (rest) parts.push(rest)
  return parts.flatMap(pieces).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

/** Whether a sentence is ended as one: a heading, a label or a cut-off piece is not. */
export const isWhole = (sentence: string): boolean => /[.!?。！？…]["'”’)\]]*$/.test(sentence)
