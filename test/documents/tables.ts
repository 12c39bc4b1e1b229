import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errorTable } from './error-table.ts'
import { limitTable, otherLimitTable } from './limit-table.ts'
import { optionTable } from './option-table.ts'

const docs = resolve(import.meta.dirname, '../../docs')
const tables: Readonly<Record<string, () => string>> = {
  errors: errorTable,
  limits: limitTable,
  'other limits': otherLimitTable,
  options: optionTable,
}

/**
 * A document with the tables between its markers, `<!-- errors -->` and `<!-- /errors -->`, made
 * from the source.
 */
export const withTables = (document: string): string =>
  Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, start: string, end: string) => `${start}${table()}\n${end}`,
      ),
    document,
  )

export const documents = (): { readonly path: string; readonly text: string }[] =>
  readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({ path: join(docs, name), text: readFileSync(join(docs, name), 'utf8') }))
