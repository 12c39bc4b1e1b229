import { declareContract, type Skip, type TestRunner, type TitleOf } from '../contract.ts'
import { attempting, closing } from './attempts.ts'
import { type EnginePlace, usingPlace } from './fixture.ts'
import { working } from './work.ts'

const groups = { working, attempting, 'closing and opening': closing }

export interface JobEngineContractOptions {
  /** Which engine it is, for the titles. */
  readonly name: string
  /** A place of its own for each test, ended after it. */
  readonly open: () => Promise<EnginePlace>
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

/** What every job engine does with the hints it gets. */
export const jobEngineContract = (
  runner: TestRunner,
  { name, open, skip }: JobEngineContractOptions,
): void => declareContract(runner, { name, groups, using: usingPlace(open), skip })
