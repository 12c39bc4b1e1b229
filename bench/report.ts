import { cpus, loadavg } from 'node:os'
import type { Spread } from './measure.ts'

/** How to read a cell of `withSpread`. */
export const legend =
  'Cells: by the medians over the rounds, by the lower quartiles (what was measured while the machine did least beside it), and (least–most) within a round.'

export const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '–'

/** Median, lower quartile, and from the least to the most within a round. */
export const withSpread = ({ middle, quiet, least, most }: Spread, digits: number): string =>
  `${fixed(middle, digits)} ${fixed(quiet, digits)} (${fixed(least, digits)}–${fixed(most, digits)})`

/** A table in Markdown, its columns padded so that it reads in a terminal too. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

export const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')

export const machine = (): string =>
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${load()}`

export const say = (text: string): void => console.log(`${text}\n`)
