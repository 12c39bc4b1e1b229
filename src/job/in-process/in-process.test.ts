import { beforeAll, describe, test } from 'vitest'
import { jobEngineContract } from '../../testing/job-engine/job-engine-contract.ts'
import { freshPglite } from '../../../test/support/postgres-database.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { pglite } from '../../data-layer/postgres/postgres.ts'
import { inProcess } from './in-process.ts'

// The first start takes longer than a test may.
beforeAll(async () => void (await freshPglite()))

jobEngineContract(
  { describe, test },
  {
    name: 'the in-process engine on the memory layer',
    open: async () => {
      const dataLayer = memory()
      return {
        dataLayer: () => dataLayer,
        engine: (options) => inProcess(options),
        end: async () => {},
      }
    },
  },
)

jobEngineContract(
  { describe, test },
  {
    name: 'the in-process engine on PGlite',
    open: async () => {
      const database = await freshPglite()
      return {
        dataLayer: () => pglite({ database }),
        engine: (options) => inProcess(options),
        end: async () => {},
      }
    },
  },
)
