import { type Check, type CheckRequest, defineCheck } from '../check.ts'

/**
 * A check by a function of the request, decided before the data is asked.
 * @example
 * policy.write().authorizeIf(matches('it is office hours', () => new Date().getHours() < 17))
 */
export const matches = (description: string, holds: (request: CheckRequest) => boolean): Check => defineCheck(description, holds)
