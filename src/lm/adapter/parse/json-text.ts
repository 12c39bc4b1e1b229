import { JSONRepairError, jsonrepair } from 'jsonrepair'

const deepest = 200

/** The text inside a lone Markdown fence, else the text. */
export const unfenced = (text: string): string => {
  const trimmed = text.trim()
  const fence = ['```', '~~~'].find((mark) => trimmed.startsWith(mark) && trimmed.endsWith(mark))
  const firstLine = trimmed.indexOf('\n')
  return fence && firstLine > 0 && firstLine < trimmed.length - fence.length ? trimmed.slice(firstLine + 1, -fence.length).trim() : text
}

interface Span {
  readonly start: number
  readonly end: number
  readonly closed: boolean
  /** How deep brackets nest in it. */
  readonly depth: number
}

/** From the first such bracket to the one that closes it, or to the end where none does. Brackets in double quotes do not count. */
const balanced = (text: string, open: string, from: number): Span | undefined => {
  const start = text.indexOf(open, from)
  if (start < 0) return undefined
  let [level, depth, quoted] = [0, 0, false]
  for (let i = start; i < text.length; i++) {
    const character = text[i]!
    if (quoted) {
      if (character === '\\') i++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') depth = Math.max(depth, ++level)
    else if ((character === '}' || character === ']') && --level === 0) return { start, end: i + 1, closed: true, depth }
  }
  return { start, end: text.length, closed: false, depth }
}

/** Reads JSON, mending what models get wrong: quotes, commas, comments, Python's words, a cut end. Undefined where there is nothing to mend. */
const repaired = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  try {
    return JSON.parse(jsonrepair(text))
  } catch (error) {
    if (error instanceof JSONRepairError || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The first JSON list or object in a text that passes `fits`. */
export const findJson = (text: string, open: '{' | '[', fits: (value: unknown) => boolean): unknown => {
  for (let from = 0, tries = 0; tries < 50; tries++) {
    const span = balanced(text, open, from)
    if (!span) return undefined
    const value = span.depth > deepest ? undefined : repaired(text.slice(span.start, span.end))
    if (fits(value)) return value
    // A bracket that nothing closes may stand in prose; the value may come behind it.
    from = span.closed ? span.end : span.start + 1
  }
  return undefined
}

/** The JSON value that a text is as a whole, without mending. */
export const strictJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
