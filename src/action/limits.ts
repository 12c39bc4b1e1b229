import { DefinitionError } from '../error/definition-error.ts'

/** How much one call of a caller may ask for, through whichever interface. What is larger is refused with a sentence that names the limit. */
export interface CallerLimits {
  /** Conditions of a filter. Default 200. */
  readonly conditions: number
  /** How deep a filter may be nested. Default 8. */
  readonly depth: number
  /** How many relationships that lead to many records one path of a filter may follow. Each multiplies the work by as many records as it leads to. Default 2. */
  readonly manyHops: number
  /** Values of one list in a filter. Default 1,000. */
  readonly values: number
  /** Fields of an order. Default 10. */
  readonly sortFields: number
  /** Things that a `load` may name. Default 32. */
  readonly loads: number
  /** How many relationships one path of a load or of an order may follow. Default 4. */
  readonly path: number
  /** How many related records a load returns for each record, unless it asks for another number: `comments:50`. Default 25. */
  readonly related: number
  /** The most that a load may ask for. Default 250. */
  readonly relatedMax: number
  /** Records that an answer may hold in all, related ones included, counted before anything is read: as if every list were as long as it may be. Default 50,000. */
  readonly records: number
}

const defaults: CallerLimits = {
  conditions: 200,
  depth: 8,
  manyHops: 2,
  values: 1000,
  sortFields: 10,
  loads: 32,
  path: 4,
  related: 25,
  relatedMax: 250,
  records: 50_000,
}

/** The limits of an app: its own where it states them. Throws `DefinitionError` where one cannot be a limit. */
export const callerLimits = (own: Partial<CallerLimits> = {}): CallerLimits => {
  for (const [name, value] of Object.entries(own)) {
    if (!Object.hasOwn(defaults, name))
      throw new DefinitionError({
        resource: 'app',
        path: ['limits', name],
        problem: 'there is no such limit',
        fix: `There are: ${Object.keys(defaults).join(', ')}.`,
      })
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 0))
      throw new DefinitionError({
        resource: 'app',
        path: ['limits', name],
        problem: `it is ${value}`,
        fix: 'Give a whole number.',
      })
  }
  return Object.freeze({ ...defaults, ...own })
}
