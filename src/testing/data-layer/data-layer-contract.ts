import type { DataLayer } from '../../data-layer/data-layer.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { declareContract, type Skip, type TestRunner, type TitleOf } from '../contract.ts'
import { fillLibrary, type LibraryFixture } from './fill.ts'
import { library } from './library.ts'
import { aggregating, loading, reading, vectorReads } from './reads.ts'
import { creating, transactions, upserting, writing } from './writes.ts'

const groups = {
  reading,
  loading,
  vectors: vectorReads,
  aggregating,
  creating,
  upserting,
  'updating and destroying': writing,
  transactions,
}

export interface DataLayerContractOptions {
  /** Which data layer it is, for the titles. */
  readonly name: string
  /**
   * A data layer on empty storage, open with these resources. `close` is called after each test and
   * removes what it holds.
   */
  readonly open: (resources: readonly ResourceInfo[]) => Promise<DataLayer>
  readonly skip?: readonly Skip<TitleOf<typeof groups>>[]
}

const using =
  (open: DataLayerContractOptions['open']) =>
  async (body: (fixture: LibraryFixture) => Promise<void>): Promise<void> => {
    const layer = await open(library)
    try {
      await fillLibrary(layer)
      await body({ layer })
    } finally {
      await layer.close()
    }
  }

/**
 * What every data layer does: plans of every kind on a library with every type and every
 * relationship.
 */
export const dataLayerContract = (
  runner: TestRunner,
  { name, open, skip }: DataLayerContractOptions,
): void => declareContract(runner, { name, groups, using: using(open), skip })
