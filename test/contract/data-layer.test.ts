import { beforeAll, describe, test } from 'vitest'
import { dataLayerContract } from '../../src/testing/data-layer/data-layer-contract.ts'
import { eachDataLayer } from '../support/data-layers.ts'
import { freshPglite } from '../support/postgres-database.ts'

// The first start takes longer than a test may.
beforeAll(async () => void (await freshPglite()))

eachDataLayer('the contract', (open, name) =>
  dataLayerContract({ describe, test }, { name: `${name} as a data layer`, open }),
)
