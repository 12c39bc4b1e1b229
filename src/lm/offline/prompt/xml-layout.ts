const unescape = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Values in `<name>…</name>` at the outermost level. Without `known` names only tags alone on their line count, so that HTML in a value is text. */
export const readXml = (text: string, known?: ReadonlySet<string>): Record<string, string> | undefined => {
  const values: Record<string, string> = {}
  const unclosed = new Set<string>()
  const opening = /<([A-Za-z_][\w-]*)>/g
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const name = match[1] ?? ''
    const alone = text[match.index - 1] === undefined || text[match.index - 1] === '\n'
    if (name in values || unclosed.has(name) || (known?.size ? !known.has(name) : !alone)) continue
    const start = match.index + match[0].length
    const end = text.indexOf(`</${name}>`, start)
    if (end < 0) {
      unclosed.add(name)
      if (!known?.size) return Object.keys(values).length ? values : undefined
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
