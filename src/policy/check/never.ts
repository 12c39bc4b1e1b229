import { type Check, defineCheck } from '../check.ts'

/** Does not hold. `false` says the same in fewer words. */
export const never = (): Check => defineCheck('never', () => false)
