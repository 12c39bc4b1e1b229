import { describe, expect, it } from 'vitest'
import { type DataLayerName, emptyDataLayer } from '../support/data-layers.ts'
import { compareWorld, type Difference } from './compare.ts'
import { arbitraryWorld } from './generate-world.ts'
import { Random } from './random.ts'
import { smallest } from './reduce.ts'

// POLICY_CASES=100000 asks a hundred thousand requests in memory; POLICY_SEED begins elsewhere.
const cases = Number(process.env.POLICY_CASES ?? 4000)
const firstSeed = Number(process.env.POLICY_SEED ?? 1)
const perWorld = 50
const share: Readonly<Record<DataLayerName, number>> = { memory: 1, pglite: 0.0125, postgres: 0.05 }

const printed = (seed: number, { world, actor, request, what }: Difference): string =>
  [
    `seed ${seed}`,
    JSON.stringify(world),
    `actor ${JSON.stringify(actor)}`,
    `request ${JSON.stringify(request)}`,
    what,
  ].join('\n  ')

describe.each(['memory', 'pglite', 'postgres'] as const)(
  'random resources, policies, actors and data on %s',
  (layer) => {
    const worlds = Math.ceil((cases * share[layer]) / perWorld)
    it('get through every door what the documents of policies say', {
      timeout: 60_000 + cases * 100,
    }, async () => {
      for (let seed = firstSeed; seed < firstSeed + worlds; seed += 1) {
        const random = new Random(seed)
        const found = await compareWorld(
          arbitraryWorld(random),
          random,
          perWorld,
          await emptyDataLayer(layer),
        )
        expect(found && printed(seed, await smallest(found)), `world ${seed}`).toBe(undefined)
      }
    })
  },
)
