import { jobEngineContract } from '../../../test/contract/job-engine.contract.ts'
import { freshPglite } from '../../../test/support/postgres-database.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { pglite } from '../../data-layer/postgres/postgres.ts'
import { inProcess } from './in-process.ts'

jobEngineContract('the in-process engine on the memory layer', async () => {
  const dataLayer = memory()
  return {
    dataLayer: () => dataLayer,
    engine: (options) => inProcess(options),
    end: async () => {},
  }
})

jobEngineContract('the in-process engine on PGlite', async () => {
  const database = await freshPglite()
  return {
    dataLayer: () => pglite({ database }),
    engine: (options) => inProcess(options),
    end: async () => {},
  }
})
