import { domain } from './generate-formula.ts'
import { Oracle, type Rows } from './oracle.ts'
import type { Random } from './random.ts'
import type { Caller, Row, World } from './world.ts'

const reads = ['list', 'some', 'one', 'search'] as const
/** What a hidden record may hold: among others what no sum and no product can. */
const extremes = [9_007_199_254_740_991, -9_007_199_254_740_991, 0, 3, null]

const rowsOf = (world: World): Rows =>
  new Map(world.resources.map(({ name }) => [name, [...(world.rows[name] ?? [])]]))
/** Every input that a read may be called with: policies and filters may go by it. */
const inputs = [...domain.number, null].map((least) => ({ least, wanted: 0 }))

/** Which records the actor may read of each resource by each of its reads. */
const seen = (world: World, actor: Caller): string => {
  const oracle = new Oracle(world, rowsOf(world), actor)
  const ids = (resource: World['resources'][number]) =>
    reads.map((read) =>
      inputs.map((input) => oracle.permittedBy(resource, read, input).map(({ id }) => id)),
    )
  return JSON.stringify(
    world.resources.map((resource) => [
      resource.name,
      ids(resource),
      oracle.visible(resource.name).map(({ id }) => id),
    ]),
  )
}

const changed = (random: Random, row: Row): Row => ({
  ...row,
  n: random.pick(extremes),
  secret: random.pick(extremes),
  s: random.pick(['', 'a', 'zz', null]),
  f: random.pick([true, false, null]),
})

/**
 * The same world for the actor: records that no read gives to it hold other values, and there are
 * more of them. Undefined where none is hidden.
 */
export const twinOf = (world: World, actor: Caller, random: Random): World | undefined => {
  const [before, oracle] = [seen(world, actor), new Oracle(world, rowsOf(world), actor)]
  let twin = world
  const attempt = (resource: string, rows: readonly Row[]) => {
    const candidate = { ...twin, rows: { ...twin.rows, [resource]: rows } }
    if (seen(candidate, actor) === before) twin = candidate
  }
  for (const resource of world.resources) {
    const shown = new Set(
      reads.flatMap((read) => inputs.flatMap((input) => oracle.permittedBy(resource, read, input))),
    )
    for (const row of oracle.all(resource.name).filter((one) => !shown.has(one))) {
      const rows = twin.rows[resource.name] ?? []
      attempt(
        resource.name,
        rows.map((one) => (one.id === row.id ? changed(random, row) : one)),
      )
      attempt(resource.name, [
        ...(twin.rows[resource.name] ?? []),
        { ...changed(random, row), id: 500 + Number(row.id), code: null },
      ])
    }
  }
  return twin === world ? undefined : twin
}
