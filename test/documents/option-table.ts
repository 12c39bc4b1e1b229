import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const source = resolve(import.meta.dirname, '../../src')
/** The folders whose options bound what runs in a process. */
const folders = ['action/contract', 'data-layer', 'interface', 'job', 'lm']

const scope = /export interface (\w+)/g
const option =
  /\/\*\*((?:(?!\*\/)[\s\S])*?)Default:? (\d{1,3}(?:[ ,_]?\d{3})*)( MB)?\.((?:(?!\*\/)[\s\S])*)\*\/\n\s*readonly (\w+)\?:/g
const words = (text: string) => text.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim()

/** The source with each comment on one line, as if nothing had been wrapped. */
const unwrapped = (text: string) =>
  text.replaceAll(/\/\*\*[\s\S]*?\*\//g, (comment) => `/** ${words(comment.slice(3, -2))} */`)

const rowsOf = (wrapped: string): string[] => {
  const text = unwrapped(wrapped)
  const scopes = [...text.matchAll(scope)]
  return [...text.matchAll(option)].map(
    ({ 1: before = '', 2: value = '', 3: unit = '', 4: after = '', 5: name = '', index }) => {
      const owner = scopes.findLast((each) => each.index < index)?.[1] ?? ''
      const number = Number(value.replaceAll(/[,_ ]/g, '')).toLocaleString('en-US')
      return `| \`${name}\` | \`${owner}\` | ${number}${unit} | ${words(`${before.trim()} ${after.trim()}`)} |`
    },
  )
}

/** Each option whose comment states a number as its default. */
export const optionTable = (): string => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(source, folder, name)),
  )
  const rows = files.toSorted().flatMap((file) => rowsOf(readFileSync(file, 'utf8')))
  return ['| option | of | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}
