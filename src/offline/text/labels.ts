/** What a text states as `label: value`. */
export interface Label {
  readonly label: string
  readonly value: string
  /** Whether a sign separates label and value; otherwise columns or a line break do. */
  readonly signed: boolean
}

const LONGEST_LINE = 2000
const MOST_LINES = 5000

const SIGNED =
  /^[\s>*•#"'-]*([\p{L}#][\p{L}\p{N} .&/#'’-]{0,40}?)["'*_]*(?:\s*\([^()]{0,40}\))?["'*_]*\s?[:=]["'*_]*(?:\s+(.*)|(?=["'\d$€£]|$)(.*))$/u
const COLUMNS = /^\s*([\p{L}][\p{L}\p{N} .&/#'’%()-]{0,40}?)(?:\t+|\s{2,}|\s?\.{3,}\s?)(\S.*)$/u
const CELLS = /^\s*\|\s*([^|]{1,60}?)\s*\|\s*([^|]{1,300}?)\s*\|\s*$/
const HEAD = /^\s*[\p{L}][\p{L} -]{0,30}$/u

const cleaned = (value: string): string =>
  value
    .trim()
    .replace(/^["'*_`]+|["'*_`]+,?$/g, '')
    .replace(/,$/, '')
    .trim()

/** Parts of a line that have a label each: `From: A    To: B`. */
const parts = (line: string): readonly string[] => line.split(/\s{2,}(?=\p{L}[\p{L} ]{0,30}:\s)/u)

/** A sentence such as `Present: Anna, Paul.` further into a line. */
const inner = (line: string): string[] => line.split(/(?<=[.;!?])\s+(?=\p{Lu}[\p{L} -]{0,30}:\s)/u)

const read = (part: string, next: string): Label | undefined => {
  const signed = SIGNED.exec(part)
  if (signed) {
    const value = cleaned(signed[2] ?? signed[3] ?? '')
    return { label: cleaned(signed[1] ?? ''), value: value || cleaned(next), signed: true }
  }
  const beside = CELLS.exec(part) ?? COLUMNS.exec(part)
  if (beside)
    return { label: cleaned(beside[1] ?? ''), value: cleaned(beside[2] ?? ''), signed: false }
  return HEAD.test(part) && next.trim() && !SIGNED.test(next)
    ? { label: part.trim(), value: cleaned(next), signed: false }
    : undefined
}

/**
 * All that a text states under a label: `Label: value`, `Label` above or in the column before the
 * value, cells of a table. Linear in the text's length.
 */
export const labelsOf = (text: string): Label[] => {
  const lines = text.split(/\r?\n/, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE))
  return lines.flatMap((line, at) =>
    parts(line)
      .flatMap(inner)
      .flatMap((part) => read(part, lines[at + 1] ?? '') ?? []),
  )
}
