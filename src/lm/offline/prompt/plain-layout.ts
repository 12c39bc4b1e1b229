const LABEL = /^(?:\*\*)?([A-Za-z][\w -]{0,40}?)(?:\*\*)?:(?:\*\*)?[ \t]*(.*)$/

/** A line of dashes further into a value is the value's own (Markdown). */
const RULE_ENDS_WITHIN = 4

/** `Next Tool Name` and `next-tool-name` are `next_tool_name`. */
export const fieldName = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

const nameOf = (label: string, known: ReadonlyMap<string, string>): string | undefined => (known.size ? known.get(fieldName(label)) : fieldName(label))

/**
 * Records of `field: value` lines; a value runs to the next label, and a record ends where its first label comes again or at a line of dashes.
 * Without known names only a text that opens with a label has records.
 */
export const readPlain = (text: string, names: readonly string[]): Record<string, string>[] => {
  const known = new Map(names.map((name) => [fieldName(name), name]))
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
    const name = match && (known.size || !current || /^[A-Za-z]\w*$/.test(match[1] ?? '')) ? nameOf(match[1] ?? '', known) : undefined
    if (name !== undefined && match) {
      if (name in record) flush()
      current = name
      lines = 0
      record[name] = match[2] ?? ''
    } else if (current !== undefined) record[current] = `${record[current]}\n${line.replace(/^ {4}/, '')}`
    else if (!known.size && line.trim()) return []
  }
  flush()
  return records.map((found) => Object.fromEntries(Object.entries(found).map(([name, value]) => [name, value.trim()])))
}

export const writePlain = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
