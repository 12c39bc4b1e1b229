import { parseAst } from 'rolldown/parseAst'

/** A piece of text that people read, and where it is. */
export interface Prose {
  readonly line: number
  readonly text: string
}
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly value?: unknown
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value
const isText = ({ type, value }: Node) =>
  (type === 'Literal' &&
    (typeof value === 'string' || value === null || typeof value === 'object')) ||
  type === 'TemplateElement'
const textsOf = (node: Node): Node[] =>
  isText(node) ? [node] : Object.values(node).flat().filter(isNode).flatMap(textsOf)

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length
const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ')
const comments = /\/\/.*|\/\*[\s\S]*?\*\//g

/** A comment or a string by its paragraphs, so that no turn hides in a line break. */
const paragraphs = (text: string): Prose[] => {
  const lines = text.split('\n').map((line) => line.replace(/^\s*(?:\* ?)?/, ''))
  const starts = lines.flatMap((line, index) =>
    index === 0 || line === '' || /^[-@|]/.test(line) ? [index] : [],
  )
  return starts.map((start, index) => ({
    line: start,
    text: lines.slice(start, starts[index + 1]).join(' '),
  }))
}

/** The comments of a source file, and its strings of more than one word. */
export const proseOfSource = (source: string): Prose[] => {
  const texts = textsOf(parseAst(source, { lang: 'ts' }))
  const bare = texts.reduce(
    (rest, { start, end }) =>
      rest.slice(0, start) + blank(rest.slice(start, end)) + rest.slice(end),
    source,
  )
  const said = [...bare.matchAll(comments)].map(({ 0: comment, index }) => ({
    start: index,
    end: index + comment.length,
  }))
  const strings = texts.filter(({ start, end }) => /\w \w/.test(source.slice(start, end)))
  return [...said, ...strings].flatMap(({ start, end }) =>
    paragraphs(source.slice(start, end)).map(({ text, line }) => ({
      line: lineAt(source, start) + line,
      text,
    })),
  )
}

/** The lines of a document outside its programs, without its words in code. */
export const proseOfDocument = (document: string): Prose[] => {
  const prose = document.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, blank)
  return prose.split('\n').map((text, index) => ({ line: index + 1, text }))
}
