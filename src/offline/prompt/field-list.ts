import type { TaskField } from '../task.ts'
import { kindOf } from './kind.ts'
import { limitsIn } from './limits.ts'

const CONSTRAINTS = 'Constraints: '

const ENTRY = /^\s*(?:\d+[.)]|[-*])\s*`?([A-Za-z_][\w-]*)`?\s*(.*)$/

/** Splits off a leading parenthesis: `(list[int]): desc` becomes `list[int]` and `: desc`. */
const parenthesis = (text: string): { readonly inside: string; readonly rest: string } => {
  if (!text.startsWith('(')) return { inside: '', rest: text }
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    else if (text[at] === ')') {
      depth -= 1
      if (depth === 0) return { inside: text.slice(1, at), rest: text.slice(at + 1) }
    }
  }
  return { inside: text.slice(1), rest: '' }
}

const entry = (line: string): TaskField | undefined => {
  const match = ENTRY.exec(line)
  if (!match) return undefined
  const { inside, rest } = parenthesis((match[2] ?? '').trim())
  return {
    name: match[1] ?? '',
    kind: kindOf(inside),
    description: rest.replace(/^\s*(?::|—|–|-)\s*/, '').trim(),
  }
}

/**
 * The fields listed below a line that matches `heading`: numbered or bulleted, `name (type):
 * description`, with further lines of a description indented.
 */
export const listedFields = (text: string, heading: RegExp): TaskField[] => {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => heading.test(line))
  if (start < 0) return []
  const fields: TaskField[] = []
  for (const line of lines.slice(start + 1)) {
    const field = entry(line)
    const last = fields.at(-1)
    if (field) fields.push(field)
    else if (last && line.startsWith(CONSTRAINTS) && last.kind.type !== 'choice')
      fields[fields.length - 1] = {
        ...last,
        kind: { ...last.kind, ...limitsIn(line.slice(CONSTRAINTS.length), last.kind.type) },
      }
    else if (last && (/^\s{2,}\S/.test(line) || line.startsWith(CONSTRAINTS)))
      fields[fields.length - 1] = {
        ...last,
        description: `${last.description} ${line.trim()}`.trim(),
      }
    else if (line.trim() || fields.length) break
  }
  return fields
}

/** Type notes of a structure: `{name}  # note: the value you produce must be …`. */
export const typeNotes = (text: string): Map<string, string> => {
  const notes = new Map<string, string>()
  for (const match of text.matchAll(
    /\{([A-Za-z_][\w-]*)\}[ \t]*(?:#[ \t]*)?(?:note:)?[ \t]*(?:the value you produce[ \t]*)?([^\n]*)/g,
  )) {
    const note = (match[2] ?? '').replace(/",?\s*$/, '').trim()
    if (note) notes.set(match[1] ?? '', note)
  }
  return notes
}

/**
 * Field names that a closing request lists in backticks, each with its type in parentheses:
 * `answer`, `[[ ## answer ## ]]`, `<answer>`.
 */
export const requestedFields = (tail: string): TaskField[] => {
  const fields: TaskField[] = []
  for (const match of tail.matchAll(/`(?:\[\[ ## |<)?([A-Za-z_][\w-]*)(?: ## \]\]|>)?`/g)) {
    const name = match[1] ?? ''
    if (name === 'completed' || fields.some((field) => field.name === name)) continue
    const { inside } = parenthesis(tail.slice(match.index + match[0].length).trimStart())
    fields.push({
      name,
      kind: kindOf(
        inside.replace(
          /^must (?:be|contain)?\s*(?:formatted as)?\s*(?:a valid)?\s*(?:Python)?\s*/i,
          '',
        ),
      ),
      description: '',
    })
  }
  return fields
}
