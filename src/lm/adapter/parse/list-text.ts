const bullet = /^(?:[-*•]|\d+[.)]|\[\d+\])\s+(.*)$/

/** Without the quotes around an item, plain or as prompts show lists of texts. */
const unquoted = (item: string): string => {
  const text = item.trim()
  if (/^«.*»$/s.test(text)) return text.replace(/^«+\s*/, '').replace(/\s*»+$/, '')
  return text.length > 1 && /^(["'`]).*\1$/s.test(text) ? text.slice(1, -1) : text
}

/** The items of a list that was written as bullets or numbered lines, after a line of introduction at most. An indented line goes on with its item. */
export const bulletItems = (text: string): string[] | undefined => {
  const lines = text.split('\n').filter((line) => line.trim())
  if (/:\s*$/.test(lines[0] ?? '') && !bullet.test((lines[0] ?? '').trim())) lines.shift()
  const items: string[] = []
  for (const line of lines) {
    const item = bullet.exec(line.trim())?.[1]
    if (item !== undefined) items.push(item)
    else if (/^\s{2,}\S/.test(line) && items.length) items.push(`${items.pop()} ${line.trim()}`)
    else return undefined
  }
  return items.length ? items.map(unquoted) : undefined
}

/** The items of a list that was written on one line with commas. A comma between the digits of a number parts nothing. */
export const commaItems = (text: string): string[] | undefined => {
  const line = text.trim()
  return line === '' || line.includes('\n')
    ? undefined
    : line
        .split(/,\s+|,(?!\d{3}(?:\D|$))|(?<!\d),/)
        .map(unquoted)
        .filter(Boolean)
}
