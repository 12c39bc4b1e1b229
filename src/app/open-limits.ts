import { DefinitionError } from '../error/definition-error.ts'
import { type AppLimits, appLimits, leastLimits, limitRelations } from '../text/limits.ts'
import { didYouMean } from '../text/nearest.ts'

const wrong = (name: string, problem: string, fix: string) =>
  new DefinitionError({ resource: 'app', path: ['limits', name], problem, fix })

const isLimit = (name: string): name is keyof AppLimits => Object.hasOwn(appLimits, name)

const assertOne = (name: string, value: unknown): void => {
  if (!isLimit(name))
    throw wrong(
      name,
      'there is no such limit',
      `There are: ${Object.keys(appLimits).join(', ')}.${didYouMean(name, Object.keys(appLimits))}`,
    )
  const least = leastLimits[name] ?? 0
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw wrong(name, `it is ${String(value)}`, `Use a whole number from ${least}.`)
}

const assertRelations = (limits: AppLimits, own: Partial<AppLimits>): void => {
  const shown = (name: keyof AppLimits) =>
    `${name} is ${limits[name]}${own[name] === undefined ? ' by default' : ''}`
  for (const { lower, upper, times = 1, because } of limitRelations) {
    if (limits[lower] * times <= limits[upper]) continue
    const factor = times === 1 ? '' : `${times} times `
    throw wrong(
      lower,
      `${shown(lower)} and ${shown(upper)}, but ${because}`,
      `Set both, so that ${upper} is at least ${factor}${lower}.`,
    )
  }
}

/**
 * The limits of an app: its own where it states them. Throws `DefinitionError` if one cannot be a
 * limit, or contradicts another.
 */
export const openLimits = (own: Partial<AppLimits> = {}): AppLimits => {
  const stated = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined),
  ) as Partial<AppLimits>
  for (const [name, value] of Object.entries(stated)) assertOne(name, value)
  const limits = Object.freeze({ ...appLimits, ...stated })
  assertRelations(limits, stated)
  return limits
}
