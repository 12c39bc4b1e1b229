import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { noSuchInputs } from '../../error/no-such-input.ts'
import { groupErrors } from '../../error/error-group.ts'
import type { AnyQuery } from './plan-read.ts'

/** Every option of a query, so that a new one that is not listed does not compile. */
const options: Readonly<Record<keyof AnyQuery | 'signal' | 'privateArguments', true>> = {
  filter: true,
  filterInput: true,
  sort: true,
  sortInput: true,
  load: true,
  limit: true,
  offset: true,
  signal: true,
  privateArguments: true,
}
const all = Object.keys(options)

/** What chooses the records of a bulk write: an order or a limit would not be heeded. */
export const choosing = ['filter', 'filterInput'] as const

/** Refuses what is not an option of a query: a misspelled filter would be none, and every record would be meant. */
export const assertQuery = (query: unknown, of: string, known: readonly string[] = all): void => {
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    throw new AssumptionFailed(`The query of ${of} is not an object of options.`, { fix: `Write { ${known[0]}: … }, or {} for every record.` })
  const unknown = Object.keys(query).filter((name) => !known.includes(name))
  if (unknown.length) throw groupErrors(noSuchInputs(unknown, { known, of: `the query of ${of}` }))
}
