import { balancedEnd, safeParse } from './kind.ts'

const MARKER = /^\s*\[\[ ## ([\w-]+) ## \]\][ \t]*(.*)$/

/** A marker inside a value is written with a backslash. */
const unescaped = (text: string): string => text.replace(/\[\[(\s*)\\(\\*##)/g, '[[$1$2')

/**
 * Values between `[[ ## name ## ]]` lines. The first of two equal names counts; with `known` names
 * any other marker is text.
 */
export const readChat = (
  text: string,
  names?: ReadonlySet<string>,
): Record<string, string> | undefined => {
  if (!text.includes('[[ ## ')) return undefined
  const values: Record<string, string[]> = Object.create(null)
  let current: string[] | undefined
  for (const line of text.split('\n')) {
    const match = MARKER.exec(line)
    const name = match?.[1]
    if (name && (name === 'completed' || !names?.size || names.has(name)) && !(name in values)) {
      current = []
      values[name] = current
      if (match?.[2]) current.push(match[2])
    } else current?.push(line)
  }
  delete values.completed
  const entries = Object.entries(values).map(
    ([name, lines]) => [name, unescaped(lines.join('\n').trim())] as const,
  )
  return entries.length ? Object.fromEntries(entries) : undefined
}

const MARKERS = /\[\[(\s*)(\\*##)([^\n#\]]{0,120}##\s{0,3}\]\])|\[\[\s*\\*##|##\s{0,3}\]\]/g

/**
 * A marker in a value gets a backslash. A part of one, as a cut leaves it, would be taken for a
 * damaged marker, and goes.
 */
const escaped = (text: string): string =>
  text.replace(
    MARKERS,
    (_, space: string | undefined, sign: string | undefined, rest: string | undefined) =>
      sign === undefined ? '' : `[[${space}\\${sign}${rest}`,
  )

export const writeChat = (values: Readonly<Record<string, string>>): string =>
  `${Object.entries(values)
    .map(([name, value]) => `[[ ## ${name} ## ]]\n${escaped(value)}\n\n`)
    .join('')}[[ ## completed ## ]]\n`

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** The first JSON object of a text, as the text of each property. */
export const readJsonRecord = (text: string): Record<string, string> | undefined => {
  const start = text.indexOf('{')
  if (start < 0) return undefined
  const from = text.slice(start)
  const end = balancedEnd(from)
  const parsed = end < 0 ? undefined : safeParse(from.slice(0, end))
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return undefined
  const entries = Object.entries(parsed).filter(([, value]) => value !== undefined)
  return entries.length
    ? Object.fromEntries(entries.map(([name, value]) => [name, asText(value)]))
    : undefined
}

const LABEL = /^(?:\*\*)?([A-Za-z][\w -]{0,40}?)(?:\*\*)?:(?:\*\*)?[ \t]*(.*)$/

/** A line of dashes further into a value is the value's own (Markdown). */
const RULE_ENDS_WITHIN = 4

/** `Next Tool Name` and `next-tool-name` are `next_tool_name`. */
export const fieldName = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

const nameOf = (label: string, byLabel: ReadonlyMap<string, string>): string | undefined =>
  byLabel.size ? byLabel.get(fieldName(label)) : fieldName(label)

/**
 * Records of `field: value` lines; a value runs to the next label, and a record ends where its
 * first label comes again or at a line of dashes. Without known names only a text that opens with a
 * label has records.
 */
export const readPlain = (text: string, names: readonly string[]): Record<string, string>[] => {
  const byLabel = new Map(names.map((name) => [fieldName(name), name]))
  const records: Record<string, string>[] = []
  let record: Record<string, string> = {}
  let current: string | undefined
  let lines = 0
  const flush = () => {
    if (Object.keys(record).length) records.push(record)
    record = {}
    current = undefined
  }
  for (const line of text.trim().split('\n')) {
    lines += 1
    if (lines <= RULE_ENDS_WITHIN && /^\s*-{3,}\s*$/.test(line)) {
      flush()
      continue
    }
    const match = LABEL.exec(line)
    const name =
      match && (byLabel.size || !current || /^[A-Za-z]\w*$/.test(match[1] ?? ''))
        ? nameOf(match[1] ?? '', byLabel)
        : undefined
    if (name !== undefined && match) {
      if (name in record) flush()
      current = name
      lines = 0
      record[name] = match[2] ?? ''
    } else if (current !== undefined)
      record[current] = `${record[current]}\n${line.replace(/^ {4}/, '')}`
    else if (!byLabel.size && line.trim()) return []
  }
  flush()
  return records.map((labels) =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.trim()])),
  )
}

export const writePlain = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

const unescape = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/**
 * Values in `<name>…</name>` at the outermost level. Without `known` names only tags alone on their
 * line count, so that HTML in a value is text.
 */
export const readXmlRecord = (
  text: string,
  names?: ReadonlySet<string>,
): Record<string, string> | undefined => {
  const values: Record<string, string> = {}
  const unclosed = new Set<string>()
  const opening = /<([A-Za-z_][\w-]*)>/g
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const name = match[1] ?? ''
    const alone = text[match.index - 1] === undefined || text[match.index - 1] === '\n'
    if (name in values || unclosed.has(name) || (names?.size ? !names.has(name) : !alone)) continue
    const start = match.index + match[0].length
    const end = text.indexOf(`</${name}>`, start)
    if (end < 0) {
      unclosed.add(name)
      if (!names?.size) return Object.keys(values).length ? values : undefined
      continue
    }
    values[name] = unescape(text.slice(start, end).trim())
    opening.lastIndex = end + name.length + 3
  }
  return Object.keys(values).length ? values : undefined
}

export const writeXml = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `<${name}>\n${escape(value)}\n</${name}>`)
    .join('\n\n')

/** A message as the reader sees it, whatever wire it came by. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly text: string
  readonly toolCalls: readonly {
    readonly id: string
    readonly name: string
    readonly arguments: string
  }[]
  readonly toolName?: string
}
