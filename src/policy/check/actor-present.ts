import { type Check, defineCheck, isNobody } from '../check.ts'

/** There is an actor: the caller is not anonymous. */
export const actorPresent = (): Check => defineCheck('there is an actor', ({ actor }) => !isNobody(actor))
