import type { Evaluation, EvaluationResult } from './evaluation.ts'

export interface TableOptions {
  /** The fields of inputs, expectations and predictions to show. Default: all. */
  readonly columns?: readonly string[]
  /** The width of the table in characters. Default 100. */
  readonly width?: number
  /** The number of results to show. Default: all. */
  readonly rows?: number
}

const separator = '  '

/** An evaluation as text: one line per result, with the score below. */
export const formatTable = <S>(
  evaluation: Evaluation<S>,
  { columns, width = 100, rows = evaluation.results.length }: TableOptions = {},
): string => {
  const shown = evaluation.results.slice(0, rows)
  const cells = shown.map(cellsOf)
  const names = columns ?? [...new Set(cells.flatMap((row) => Object.keys(row)))]
  const head = ['score', ...names]
  const lines = shown.map((result, index) => [
    result.status === 'done' ? result.score.toFixed(2) : result.status,
    ...names.map((name) => cells[index]?.[name] ?? ''),
  ])
  const widths = columnWidths([head, ...lines], width)
  const hidden = evaluation.results.length - shown.length
  return [
    formatLine(head, widths),
    widths.map((size) => '─'.repeat(size)).join(separator),
    ...lines.map((line) => formatLine(line, widths)),
    ...(hidden ? [`… ${hidden} more`] : []),
    summary(evaluation),
  ].join('\n')
}

const summary = <S>({ score, interval, results, errors, stoppedEarly }: Evaluation<S>): string => {
  const failed = errors ? `, ${errors} failed` : ''
  return `score ${score.toFixed(3)} (95 %: ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}) on ${results.length} examples${failed}${stoppedEarly ? ', stopped early' : ''}`
}

const cellsOf = <S>(result: EvaluationResult<S>): Record<string, string> => {
  const input = text(result.example.input, '')
  const expected = text(result.example.expected, 'expected ')
  if (result.status === 'done')
    return {
      ...input,
      ...expected,
      ...text(result.prediction as object, ''),
      ...(result.feedback === undefined ? {} : { feedback: oneLine(result.feedback) }),
    }
  return result.status === 'failed'
    ? {
        ...input,
        ...expected,
        error: oneLine(result.error instanceof Error ? result.error.message : String(result.error)),
      }
    : { ...input, ...expected }
}

const text = (values: object, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}${name}`,
      oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')),
    ]),
  )

// Other control characters would move the cursor of a terminal.
const oneLine = (value: string): string => value.replace(/[\s\p{Cc}]+/gu, ' ').trim()

/** Every column gets the width it needs. If that is too much, the widest columns shrink first. */
const columnWidths = (lines: readonly (readonly string[])[], width: number): number[] => {
  const needed = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => [...(line[column] ?? '')].length)),
  )
  const room = Math.max(needed.length * 4, width - separator.length * (needed.length - 1))
  let cap = Math.max(...needed)
  while (cap > 4 && needed.reduce((sum, size) => sum + Math.min(size, cap), 0) > room) cap--
  return needed.map((size) => Math.min(size, cap))
}

const formatLine = (line: readonly string[], widths: readonly number[]): string =>
  line
    .map((cell, column) => fit(cell, widths[column] ?? 0))
    .join(separator)
    .trimEnd()

const fit = (cell: string, size: number): string => {
  const characters = [...cell]
  return characters.length > size
    ? `${characters.slice(0, size - 1).join('')}…`
    : cell + ' '.repeat(size - characters.length)
}
