const MARKER = /^\s*\[\[ ## ([\w-]+) ## \]\][ \t]*(.*)$/

/** A marker inside a value is written with a backslash. */
const unescaped = (text: string): string => text.replace(/\[\[(\s*)\\(\\*##)/g, '[[$1$2')

/** Values between `[[ ## name ## ]]` lines. The first of two equal names counts; with `known` names any other marker is text. */
export const readChat = (text: string, known?: ReadonlySet<string>): Record<string, string> | undefined => {
  if (!text.includes('[[ ## ')) return undefined
  const values: Record<string, string[]> = Object.create(null)
  let current: string[] | undefined
  for (const line of text.split('\n')) {
    const match = MARKER.exec(line)
    const name = match?.[1]
    if (name && (name === 'completed' || !known?.size || known.has(name)) && !(name in values)) {
      current = []
      values[name] = current
      if (match?.[2]) current.push(match[2])
    } else current?.push(line)
  }
  delete values.completed
  const entries = Object.entries(values).map(([name, lines]) => [name, unescaped(lines.join('\n').trim())] as const)
  return entries.length ? Object.fromEntries(entries) : undefined
}

const MARKERS = /\[\[(\s*)(\\*##)([^\n#\]]{0,120}##\s{0,3}\]\])|\[\[\s*\\*##|##\s{0,3}\]\]/g

/** A marker in a value gets a backslash. A part of one, as a cut leaves it, would be taken for a damaged marker, and goes. */
const escaped = (text: string): string =>
  text.replace(MARKERS, (_, space: string | undefined, sign: string | undefined, rest: string | undefined) =>
    sign === undefined ? '' : `[[${space}\\${sign}${rest}`,
  )

export const writeChat = (values: Readonly<Record<string, string>>): string =>
  `${Object.entries(values)
    .map(([name, value]) => `[[ ## ${name} ## ]]\n${escaped(value)}\n\n`)
    .join('')}[[ ## completed ## ]]\n`
