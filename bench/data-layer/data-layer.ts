import { Pool } from 'pg'
import { postgres } from 'ashlar/postgres'
import { startPostgres } from '../../test/support/postgres-server.ts'
import { type Random, seededRandom } from '../../src/evaluate/random.ts'
import { measure, middle, ratio, type Samples } from '../measure.ts'
import { peerVersion, runPeer } from '../peers.ts'
import { fixed, legend, load, machine, say, table, withSpread } from '../report.ts'
import { assertAgreement } from './agreement.ts'
import { ashlarOperations } from './ashlar.ts'
import { openBlog } from './blog.ts'
import { fill } from './fill.ts'
import {
  draft,
  type Input,
  type Operation,
  type Operations,
  operations,
  title,
} from './operation.ts'
import { rawOperations } from './sent-sql.ts'
import { untilAlone } from './until-alone.ts'

interface Peers {
  readonly open: (
    url: string,
    written: typeof draft,
  ) => {
    readonly contenders: Readonly<Record<string, Operations>>
    readonly close: () => Promise<unknown>
  }
}
type Contenders = Readonly<Record<string, Operations>>

const BASE = 'pg, the same SQL'
/** How many times the driver an operation may take. */
const GOALS: Readonly<Partial<Record<Operation, number>>> = { create: 1.15, listVisible: 1.1 }
const GOAL = 1.3

const generateSchema = () =>
  runPeer(
    process.execPath,
    `node_modules/@zenstackhq/cli/bin/cli generate --schema zenstack/schema.zmodel --output zenstack/generated --generate-models false --generate-input false --no-version-check --no-tips --silent`.split(
      ' ',
    ),
  )

/** Inputs drawn from what is stored: an author, and a post that this author may read. */
const inputs = async (pool: Pool, random: Random): Promise<() => Input> => {
  const authors = (await pool.query<{ id: string }>('select id from authors order by id')).rows.map(
    ({ id }) => id,
  )
  const posts = (
    await pool.query<{ id: string }>(
      "select id from posts where status = 'published' order by id limit 5000",
    )
  ).rows.map(({ id }) => id)
  const any = (of: readonly string[]) => of[random.integer(of.length)] ?? ''
  return () => ({ actor: any(authors), key: any(posts), minScore: 51 + random.integer(8) })
}

const check = async (contenders: Contenders, draw: () => Input): Promise<void> => {
  for (const operation of operations)
    for (let time = 0; time < 3; time += 1) {
      const input = draw()
      const results = new Map<string, unknown>()
      for (const [name, all] of Object.entries(contenders))
        results.set(name, await all[operation](input))
      assertAgreement(operation, results)
    }
}

interface Settings {
  readonly rounds: number
  readonly calls: number
  readonly inFlight: number
}

const run = async (
  contenders: Contenders,
  draw: () => Input,
  settings: Settings,
): Promise<Map<Operation, Samples>> => {
  const random = seededRandom('data layer')
  const measured = new Map<Operation, Samples>()
  // Creates come last: what they add would make the lists longer.
  for (const operation of [...operations].toReversed()) {
    const all = Object.entries(contenders).map(([name, by]) => ({
      name,
      call: () => by[operation](draw()),
    }))
    measured.set(operation, await measure(all, { ...settings, random }))
  }
  return measured
}

const report = (
  heading: string,
  measured: ReadonlyMap<Operation, Samples>,
  figure: 'latency' | 'cpu' | 'elapsed',
) => {
  const names = [...(measured.get('list')?.keys() ?? [])]
  const cell = (operation: Operation, name: string) => {
    const samples = measured.get(operation)
    if (!samples) return ''
    return name === BASE
      ? `${fixed(middle(samples, name, figure), 3)} ms`
      : withSpread(ratio(samples, name, BASE, figure), 2)
  }
  say(
    table(
      [heading, ...operations.map((operation) => title[operation])],
      names.map((name) => [name, ...operations.map((operation) => cell(operation, name))]),
    ),
  )
}

const verdict = (measured: ReadonlyMap<Operation, Samples>) => {
  for (const operation of operations) {
    const samples = measured.get(operation)
    if (!samples) continue
    const { middle: times, quiet } = ratio(samples, 'Ashlar', BASE, 'latency')
    const goal = GOALS[operation] ?? GOAL
    say(
      `Goal for ${title[operation]}: at most ${goal} × pg: ${times <= goal ? 'met' : 'missed'}, ${fixed(times, 2)} (by lower quartiles ${fixed(quiet, 2)}).`,
    )
  }
}

/**
 * The operations of an application on a Postgres server, policies on, beside the driver alone that
 * sends the same SQL.
 */
export const dataLayer = async (): Promise<void> => {
  generateSchema()
  const path = '../peers/data-layer.mjs'
  const { open } = (await import(path)) as Peers
  const server = await startPostgres()
  const blog = await openBlog(postgres({ url: server.url, max: 10 }))
  const pool = new Pool({ connectionString: server.url, max: 10 })
  const peers = open(server.url, draft)
  try {
    await fill(pool)
    const draw = await inputs(pool, seededRandom('inputs'))
    const ashlar = ashlarOperations(blog)
    const { unnamed, named } = await rawOperations(pool, ashlar, { ...draw(), minScore: 63 })
    const contenders = {
      [BASE]: unnamed,
      'pg, the same SQL by name': named,
      Ashlar: ashlar,
      ...peers.contenders,
    }
    await check(contenders, draw)
    const { rows } = await pool.query<{ server_version: string }>('show server_version')
    const versions = ['kysely', '@zenstackhq/orm', '@zenstackhq/plugin-policy', 'pg']
      .map(peerVersion)
      .join(', ')
    say(
      `## Data layer\n\n${legend}\n\n${machine()}; Postgres ${rows[0]?.server_version ?? ''}; ${versions}`,
    )
    const single = await run(contenders, draw, { rounds: 60, calls: 15, inFlight: 1 })
    report('one at a time, × pg', single, 'latency')
    verdict(single)
    report('CPU of this process, × pg', single, 'cpu')
    report(
      '8 in flight, time a call × pg',
      await run(contenders, draw, { rounds: 20, calls: 80, inFlight: 8 }),
      'elapsed',
    )
    say(`Load afterwards: ${load()}`)
  } finally {
    await Promise.all([peers.close(), pool.end(), blog.close()])
    await untilAlone(server.url)
    await server.stop()
  }
}
