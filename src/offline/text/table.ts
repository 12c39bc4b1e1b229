/** A table's rows, each as the text under the name of its column. */
export interface TextTable {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, string>>[]
}

const cellsOf = (line: string): string[] => {
  const trimmed = line.trim()
  if (trimmed.startsWith('|'))
    return trimmed
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim())
  if (trimmed.includes('\t')) return trimmed.split('\t').map((cell) => cell.trim())
  return trimmed.split(/\s{2,}/)
}

const LETTERS = /\p{L}/u
const isHead = (cells: readonly string[]): boolean =>
  cells.length >= 2 &&
  cells.every((cell) => LETTERS.test(cell) && cell.length <= 30 && !/[:\d]/.test(cell))
const RULE = /^[\s|:=+-]+$/

const rowsBelow = (
  lines: readonly string[],
  columns: readonly string[],
): Record<string, string>[] => {
  const rows: Record<string, string>[] = []
  for (const line of lines) {
    if (RULE.test(line) && line.trim()) continue
    const cells = cellsOf(line)
    if (!line.trim() || cells.length < columns.length || !LETTERS.test(cells[0] ?? '')) break
    rows.push(Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])))
  }
  return rows
}

/**
 * The first table of a text: a line of column names, and below it lines with as many cells, between
 * bars, tabs or wide spaces.
 */
export const tableIn = (text: string): TextTable | undefined => {
  const lines = text.split(/\r?\n/, 5000).map((line) => line.slice(0, 2000))
  for (const [at, line] of lines.entries()) {
    const columns = cellsOf(line)
    if (!isHead(columns)) continue
    const rows = rowsBelow(lines.slice(at + 1, at + 1001), columns)
    if (rows.length) return { columns, rows }
  }
  return undefined
}

/** `Lunch boxes, 40 pcs at $6.20 = $248.00` with its parts under the names of columns. */
const PRICED =
  /^(.+?),?\s+(?:x\s?)?(\d[\d,.]*)\s?(?:x|×|pcs|pieces|units|pc|boxes)?\.?\s*(?:at|@|x|×|à)\s*([$€£]?\s?[\d.,]+)(?:\s*(?:each|apiece))?(?:\s*[=:]\s*([$€£]?\s?[\d.,]+))?$/i

export const pricedLine = (line: string): Readonly<Record<string, string>> | undefined => {
  const match = line.length < 300 ? PRICED.exec(line.trim()) : null
  if (!match) return undefined
  const [, description = '', quantity = '', price = '', total = ''] = match
  return {
    Description: description,
    Quantity: quantity,
    'Unit price': price,
    ...(total ? { Total: total } : {}),
  }
}
