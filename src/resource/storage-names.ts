import { DefinitionError } from '../error/definition-error.ts'
import type { Verifier } from './verifier.ts'

const longest = 63
const mostColumns = 1600
const systemColumns = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'])

/** Why a database cannot have it; undefined where it can. */
const wrongWith = (name: string): string | undefined => {
  if (name === '') return 'is empty'
  if (name.includes('\0')) return 'has a NUL character'
  if (!name.isWellFormed()) return 'has half a character'
  if (Buffer.byteLength(name) > longest)
    return `has ${Buffer.byteLength(name)} bytes, and a database cuts names after ${longest}`
  return name in Object.prototype ? 'is a name that every JavaScript object has' : undefined
}

/**
 * Tables and columns have names that every storage can have, so that what opens on one opens on
 * all.
 */
export const storageNamesFit: Verifier = (info) => {
  const wrongTable =
    info.table === 'ashlar_migrations'
      ? 'is reserved for the record of migrations'
      : wrongWith(info.table)
  const table = wrongTable
    ? [
        new DefinitionError({
          resource: info.name,
          problem: `its table "${info.table}" ${wrongTable}`,
          fix: 'Name another with the option `table`.',
        }),
      ]
    : []
  const columns = [...info.attributes.values()].flatMap(({ name, column }) => {
    const wrong = systemColumns.has(column)
      ? 'is a system column of every Postgres table'
      : wrongWith(column)
    return wrong
      ? [
          new DefinitionError({
            resource: info.name,
            path: ['attributes', name],
            problem: `its column "${column}" ${wrong}`,
            fix: 'Name another with source(…).',
          }),
        ]
      : []
  })
  const many =
    info.attributes.size > mostColumns
      ? [
          new DefinitionError({
            resource: info.name,
            path: ['attributes'],
            problem: `there are ${info.attributes.size}, and a table has at most ${mostColumns} columns`,
            fix: 'Keep some of them together in a t.map, or in another resource.',
          }),
        ]
      : []
  return [...table, ...columns, ...many]
}
