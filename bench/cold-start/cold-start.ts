import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '../../src/evaluate/random.ts'
import { median } from '../measure.ts'
import { peerVersion } from '../peers.ts'
import { fixed, load, machine, say, table } from '../report.ts'

interface Program {
  readonly name: string
  readonly file: string
  readonly arguments: readonly string[]
}
interface Start {
  /** What the program itself measured. */
  readonly ms: number
  /** From spawn to exit, Node's own start included. */
  readonly process: number
  readonly rss: number
}

const TIMES = 10
const root = fileURLToPath(new URL('../..', import.meta.url))

const start = ({ name, file, arguments: given }: Program): Start => {
  const began = performance.now()
  // No conditions are passed on: the package is taken as it is published, from dist.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bench', file), ...given],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return {
    process: performance.now() - began,
    ...(JSON.parse(stdout) as { ms: number; rss: number }),
  }
}

/** Each program in fresh processes, the programs shuffled anew each time. The first time warms the file cache and does not count. */
const measureStarts = (programs: readonly Program[]): ReadonlyMap<string, readonly Start[]> => {
  const starts = new Map<string, Start[]>(programs.map(({ name }) => [name, []]))
  const random = seededRandom('cold start')
  for (const program of programs) start(program)
  for (let time = 0; time < TIMES; time += 1)
    for (const program of random.shuffle(programs)) starts.get(program.name)?.push(start(program))
  return starts
}

const report = (heading: string, starts: ReadonlyMap<string, readonly Start[]>) => {
  const row = ([name, all]: readonly [string, readonly Start[]]) => {
    const own = all.map(({ ms }) => ms)
    const whole = median(all.map((one) => one.process))
    const megabytes = median(all.map(({ rss }) => rss)) / 2 ** 20
    return [
      name,
      fixed(median(own), 0),
      `${fixed(Math.min(...own), 0)}–${fixed(Math.max(...own), 0)}`,
      fixed(whole, 0),
      fixed(megabytes, 0),
    ]
  }
  say(
    table([heading, 'median ms', 'min–max', 'whole process ms', 'memory MB'], [...starts].map(row)),
  )
}

const imports: readonly Program[] = [
  { name: 'nothing', file: 'cold-start/import.mjs', arguments: [] },
  { name: 'ashlar', file: 'cold-start/import.mjs', arguments: ['ashlar'] },
  {
    name: 'ashlar, ashlar/postgres',
    file: 'cold-start/import.mjs',
    arguments: ['ashlar', 'ashlar/postgres'],
  },
  {
    name: 'ashlar, ashlar/lm, ashlar/optimizer',
    file: 'cold-start/import.mjs',
    arguments: ['ashlar', 'ashlar/lm', 'ashlar/optimizer'],
  },
  { name: 'ai', file: 'peers/import.mjs', arguments: ['ai'] },
  { name: '@ax-llm/ax', file: 'peers/import.mjs', arguments: ['@ax-llm/ax'] },
  { name: 'kysely', file: 'peers/import.mjs', arguments: ['kysely'] },
  {
    name: '@zenstackhq/orm and its policy plugin',
    file: 'peers/import.mjs',
    arguments: [
      '@zenstackhq/orm',
      '@zenstackhq/orm/dialects/postgres',
      '@zenstackhq/plugin-policy',
    ],
  },
]

const firstQueries = (folder: string): readonly Program[] => [
  { name: 'Ashlar, in memory', file: 'cold-start/first-query.mjs', arguments: [] },
  { name: 'PGlite alone, in memory', file: 'cold-start/bare-pglite.mjs', arguments: [] },
  {
    name: 'Ashlar, existing folder',
    file: 'cold-start/first-query.mjs',
    arguments: [join(folder, 'ashlar')],
  },
  {
    name: 'PGlite alone, existing folder',
    file: 'cold-start/bare-pglite.mjs',
    arguments: [join(folder, 'bare')],
  },
]

const build = () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The package does not build:\n${stdout}${stderr}`)
}

/** How long a fresh process takes to import the built package, and to its first record on PGlite. */
export const coldStart = async (): Promise<void> => {
  build()
  say(
    `## Cold start\n\n${machine()}; ${['ai', '@ax-llm/ax', 'kysely', '@zenstackhq/orm'].map(peerVersion).join(', ')}; ${TIMES} fresh processes each`,
  )
  report('import', measureStarts(imports))
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'))
  try {
    report('import to first record', measureStarts(firstQueries(folder)))
  } finally {
    rmSync(folder, { recursive: true })
  }
  say(`Load afterwards: ${load()}`)
}
