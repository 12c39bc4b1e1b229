import { DefinitionError } from '../error/definition-error.ts'

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The limits in plain words: `at least 1 item`, `at most 80 characters`. */
export const lengthLimits = (
  noun: string,
  { minLength, maxLength }: { minLength?: number | undefined; maxLength?: number | undefined },
): string[] => [
  ...(minLength === undefined ? [] : [`at least ${plural(minLength, noun)}`]),
  ...(maxLength === undefined ? [] : [`at most ${plural(maxLength, noun)}`]),
]

/** Throws where a declared range holds no value. */
export const assertRange = (
  type: string,
  low: number | undefined,
  high: number | undefined,
  strict = false,
): void => {
  if (Number.isNaN(low) || Number.isNaN(high))
    throw new DefinitionError({ resource: `t.${type}`, problem: 'a limit is not a number' })
  if (low === undefined || high === undefined || low < high || (!strict && low === high)) return
  throw new DefinitionError({
    resource: `t.${type}`,
    problem: `the lower limit ${low} leaves nothing below the upper limit ${high}`,
    fix: 'Swap or correct them.',
  })
}
