import { expect, test } from 'vitest'
import { jobEngineContract } from '../../../../test/contract/job-engine.contract.ts'
import { memory } from '../../../data-layer/memory/memory.ts'
import { inProcess } from './in-process.ts'

jobEngineContract('the in-process engine on the memory layer', async () => {
  const dataLayer = memory()
  return { dataLayer: () => dataLayer, engine: (options) => inProcess(options), end: async () => {} }
})
