import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publicErrors } from '../../src/interface/describe/public-errors.ts'
import { statusOfErrors } from '../../src/interface/http/response.ts'
import { AshlarError } from '../../src/error/ashlar-error.ts'
import { ErrorGroup } from '../../src/error/error-group.ts'

const source = resolve(import.meta.dirname, '../../src')

/** What the source says about an error class. */
interface Declared {
  readonly name: string
  readonly parent: string
  readonly abstract: boolean
  readonly comment: string
  /** Each code with the message that goes with it, where there are several. */
  readonly codes: Readonly<Record<string, string | undefined>>
  readonly class: string | undefined
  readonly retryable: string | undefined
}

const declaration =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export (abstract )?class (\w+) extends (\w+)[^{]*\{([\s\S]*?)\n\}\n/g
const plain = (comment: string) =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim()

/** The strings of a constant object, by key. */
const stringsOf = (text: string, name: string): Record<string, string> => {
  const body = new RegExp(`const ${name} = \\{([\\s\\S]*?)\\n?\\} as const`).exec(text)?.[1] ?? ''
  return Object.fromEntries(
    [...body.matchAll(/(\w+):\s*'((?:[^'\\]|\\.)*)'/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  )
}
const codesOf = (text: string, body: string): Record<string, string | undefined> => {
  const [, code] = /\breadonly code\b[^=\n]*= '(\w+)'/.exec(body) ?? []
  if (code) return { [code]: undefined }
  const [, table] = /\breadonly code: keyof typeof (\w+)/.exec(body) ?? []
  if (table) return stringsOf(text, table)
  const [, chosen] = /this\.code = (\w+)\[/.exec(body) ?? []
  return chosen
    ? Object.fromEntries(Object.values(stringsOf(text, chosen)).map((each) => [each, undefined]))
    : {}
}
const declaredIn = (text: string): Declared[] =>
  [...text.matchAll(declaration)].map(
    ([, comment = '', abstract, name = '', parent = '', body = '']) => ({
      name,
      parent,
      abstract: abstract !== undefined,
      comment: plain(comment),
      codes: codesOf(text, body),
      class: /\breadonly class\b[^=\n]*= '(\w+)'/.exec(body)?.[1],
      retryable: /\breadonly retryable\b[^=\n]*= (\w+)/.exec(body)?.[1],
    }),
  )

/** Every error class of the source that descends from `AshlarError`. */
const declaredErrors = (): Declared[] => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const all = files.flatMap((name) => declaredIn(readFileSync(join(source, name), 'utf8')))
  const byName = new Map(all.map((each) => [each.name, each]))
  const descends = ({ name, parent }: Declared): boolean => {
    const above = byName.get(parent)
    return (
      name === 'AshlarError' || parent === 'AshlarError' || (above !== undefined && descends(above))
    )
  }
  const inherited = (each: Declared, key: 'class' | 'retryable'): string | undefined => {
    const above = byName.get(each.parent)
    return each[key] ?? (above && inherited(above, key))
  }
  return all
    .filter((each) => descends(each) && !each.abstract)
    .map((each) => ({
      ...each,
      class: inherited(each, 'class'),
      retryable: inherited(each, 'retryable') ?? 'false',
    }))
}

export interface ErrorRow {
  readonly code: string
  readonly name: string
  readonly class: string
  readonly status: number
  readonly retryable: boolean
  readonly meaning: string
}
const groupClass = (code: string) =>
  code === 'invalid_input' ? 'invalid' : code.replace(/_error$/, '')

/** The status that the HTTP interface answers with, by its own code. */
const statusOf = (row: Pick<ErrorRow, 'code' | 'class' | 'retryable'>): number => {
  const error = Object.assign(Object.create(AshlarError.prototype) as AshlarError, {
    message: '',
    path: [],
    ...row,
  })
  return statusOfErrors(publicErrors(error, '', () => undefined))
}
const firstSentence = (text: string) => /^.*?[.!](?= |$)/.exec(text)?.[0] ?? text

export const errorRows = (): ErrorRow[] =>
  declaredErrors()
    .flatMap(({ name, comment, codes, class: kind, retryable }) =>
      Object.entries(codes).map(([code, message]) => {
        const row = { code, class: kind ?? groupClass(code), retryable: retryable === 'true' }
        return { ...row, name, status: statusOf(row), meaning: message ?? firstSentence(comment) }
      }),
    )
    // A group of errors shares some codes with single errors, whose meaning is the one to read.
    .filter(
      (row, _, rows) =>
        row.name !== ErrorGroup.name ||
        rows.every(({ code, name }) => code !== row.code || name === row.name),
    )
    .toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.name < b.name ? -1 : 1))

export const errorTable = (): string => {
  const rows = errorRows().map(
    ({ code, name, class: kind, status, retryable, meaning }) =>
      `| \`${code}\` | \`${name}\` | ${kind} | ${status} | ${retryable ? 'yes' : 'no'} | ${meaning.replaceAll('|', '\\|')} |`,
  )
  return [
    '| code | error class | class | HTTP status | retryable | meaning |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
