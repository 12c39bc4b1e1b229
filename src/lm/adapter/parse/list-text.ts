const bullet = /^\s*(?:[-*•]|\d+[.)]|\[\d+\])\s+(.*)$/

/** The items of a list that was written as bullets or numbered lines, after a line of introduction at most. */
export const bulletItems = (text: string): string[] | undefined => {
  const lines = text.split('\n').filter((line) => line.trim())
  if (/:\s*$/.test(lines[0] ?? '') && !bullet.test(lines[0] ?? '')) lines.shift()
  const items = lines.map((line) => bullet.exec(line)?.[1]?.trim())
  return items.length && items.every((item) => item !== undefined) ? items : undefined
}

/** The items of a list that was written on one line with commas. */
export const commaItems = (text: string): string[] | undefined => {
  const line = text.trim()
  return line === '' || line.includes('\n')
    ? undefined
    : line
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
}
