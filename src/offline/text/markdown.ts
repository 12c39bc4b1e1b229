/** A text's prose and headings. A paragraph is one line of plain text. */
export interface Prose {
  readonly title: string
  readonly headings: readonly string[]
  readonly paragraphs: readonly string[]
}

const FENCE = /^\s*(?:```|~~~)/
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/
/** A line in bold that is not a sentence: a heading in everything but its sign. */
const BOLD = /^\s*(\*\*|__)(?=\S)([^*_]{1,200}[^*_.!?…\s])\1\s*:?\s*$/
/** A longer line is text, whatever it looks like. */
const LONGEST_MARK = 2000
const RULE = /^\s*(?:[-*_]\s*){3,}$|^\s*={3,}\s*$/
const TABLE = /^\s*\|.*\|\s*$|^\s*:?-{2,}:?\s*\|/
const DEFINITION = /^\s*\[[^\]]+\]:\s+\S+/
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/
const DIRECTIVE = /^\s*(?:import\s.+from\s|export\s|:::|\{%|<\/?[A-Za-z][^>]*>\s*$)/

/**
 * A line of Markdown as plain text: links become their text; images, tags, bare addresses and
 * emphasis go.
 */
const inline = (line: string): string =>
  line
    .replace(/!\[[^\][]{0,500}\]\([^()]{0,2000}\)/g, '')
    .replace(/\[([^\][]{0,1000})\](?:\([^()]{0,2000}\)|\[[^\][]{0,200}\])/g, '$1')
    .replace(/<(?:https?:[^>]*|\/?[A-Za-z!][^<>]*)>/g, ' ')
    .replace(/(?<![\w/])https?:\/\/\S+/g, '')
    .replace(/(\*\*\*|\*\*|__|~~|`+)/g, '')
    .replace(/(^|[\s(])[*_]([^*_]+)[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/\\([\\`*_{}[\]()#+.!|~<>-])/g, '$1')
    .replace(/\s\(\s+\)/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ')
    .trim()

interface Opening {
  readonly title: string
  /** The first line that is not front matter. */
  readonly start: number
}

const frontMatter = (lines: readonly string[]): Opening => {
  if (lines[0]?.trim() !== '---') return { title: '', start: 0 }
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
  if (end < 0) return { title: '', start: 1 }
  const title = lines.slice(1, end).find((line) => /^title\s*:/i.test(line))
  return {
    title: (title ?? '')
      .replace(/^title\s*:\s*/i, '')
      .replace(/^(['"])(.*)\1\s*$/, '$2')
      .trim(),
    start: end + 1,
  }
}

const withoutBlocks = (text: string): string =>
  /<(?:script|style|!--)/i.test(text)
    ? cut(cut(cut(text, '<!--', '-->'), '<script', '</script>'), '<style', '</style>')
    : text

const cut = (text: string, open: string, close: string): string => {
  let output = ''
  let from = 0
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at + open.length)
    output += text.slice(from, at)
    if (end < 0) return output
    from = end + close.length
  }
  return output + text.slice(from)
}

const isNoise = (line: string): boolean =>
  line.length < LONGEST_MARK &&
  (RULE.test(line) || TABLE.test(line) || DEFINITION.test(line) || DIRECTIVE.test(line))

/**
 * Reads Markdown, HTML fragments or plain text as prose: front matter, code blocks, tables, images,
 * tags, rules and link targets are left out; a line break inside a paragraph is a space; each list
 * item is a paragraph. Linear in the text's length.
 */
export const prose = (text: string): Prose => {
  const lines = withoutBlocks(text.replace(/^\uFEFF/, '')).split(/\r?\n/)
  const { title, start } = frontMatter(lines)
  const headings: string[] = []
  const paragraphs: string[] = []
  let open: string[] = []
  let fenced = false
  const close = () => {
    const paragraph = inline(open.join(' '))
    if (paragraph) paragraphs.push(paragraph)
    open = []
  }
  for (const line of lines.slice(start)) {
    if (FENCE.test(line)) fenced = !fenced
    const heading =
      fenced || line.length > LONGEST_MARK
        ? undefined
        : (HEADING.exec(line)?.[1] ?? BOLD.exec(line)?.[2])
    if (fenced || FENCE.test(line) || !line.trim() || heading || isNoise(line)) {
      close()
      if (heading) headings.push(inline(heading.replace(/[#\s]{1,20}$/, '')))
      continue
    }
    if (ITEM.test(line)) close()
    open.push(line.replace(/^(?:\s*>)+\s?/, '').replace(ITEM, ''))
  }
  close()
  return { title: title || (headings[0] ?? ''), headings, paragraphs }
}
