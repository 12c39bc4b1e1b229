import { describe, expect, it } from 'vitest'
import { type DataLayerName, emptyDataLayer } from '../support/data-layers.ts'
import { OpenWorld } from './doors.ts'
import { RequestMaker } from './generate-request.ts'
import { arbitraryWorld } from './generate-world.ts'
import { Random } from './random.ts'
import type { Request } from './request.ts'
import { twinOf } from './twin.ts'
import type { Caller, World } from './world.ts'

const cases = Number(process.env.POLICY_CASES ?? 4000)
const firstSeed = Number(process.env.POLICY_SEED ?? 1)
const perWorld = 30
const share = { memory: 0.4, postgres: 0.03 } as const

/** What a caller can ask; the developer's own filters may look at what is hidden. */
const isCallers = (request: Request): boolean => !('read' in request && request.read.filter)

const compareTwins = async (
  worlds: readonly [World, World],
  actor: Caller,
  random: Random,
  layer: DataLayerName,
) => {
  const [one, other] = await Promise.all(
    worlds.map(async (world) => OpenWorld.open(world, await emptyDataLayer(layer))),
  )
  try {
    const maker = new RequestMaker(random, worlds[0])
    const requests = Array.from({ length: perWorld }, () => maker.read()).filter(isCallers)
    for (const request of requests) {
      const answers = [
        JSON.stringify(await one!.ask(request, actor)),
        JSON.stringify(await other!.ask(request, actor)),
      ]
      expect(
        answers[1],
        `${JSON.stringify(request)} by ${JSON.stringify(actor)}\n${JSON.stringify(worlds)}`,
      ).toBe(answers[0])
    }
    return requests.length
  } finally {
    await Promise.all([one!.close(), other!.close()])
  }
}

describe.each(['memory', 'postgres'] as const)(
  'two databases on %s that differ in hidden records only',
  (layer) => {
    const wanted = Math.ceil(cases * share[layer])
    it('answer every read of a caller alike, whatever the hidden records hold', {
      timeout: 60_000 + cases * 100,
    }, async () => {
      let asked = 0
      for (let seed = firstSeed; asked < wanted; seed += 1) {
        const random = new Random(seed)
        const world = arbitraryWorld(random)
        const actor = random.pick(world.actors.filter((caller) => caller !== 'system'))
        const twin = twinOf(world, actor, random)
        if (twin) asked += await compareTwins([world, twin], actor, random, layer)
      }
      expect(asked).toBeGreaterThanOrEqual(wanted)
    })
  },
)
