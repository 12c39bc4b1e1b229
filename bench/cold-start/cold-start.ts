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
  /** User and system time of the process meanwhile. */
  readonly cpu: number
  /** From spawn to exit, Node's own start included. */
  readonly process: number
  readonly rss: number
}

const TIMES = 9
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
    ...(JSON.parse(stdout) as { ms: number; cpu: number; rss: number }),
  }
}

/**
 * Each program in fresh processes, the programs shuffled anew each time. The first time warms the
 * file cache and does not count.
 */
const measureStarts = (programs: readonly Program[]): ReadonlyMap<string, readonly Start[]> => {
  const starts = new Map<string, Start[]>(programs.map(({ name }) => [name, []]))
  const random = seededRandom('cold start')
  for (const program of programs) start(program)
  for (let time = 0; time < TIMES; time += 1)
    for (const program of random.shuffle(programs)) starts.get(program.name)?.push(start(program))
  return starts
}

const least = (starts: readonly Start[], figure: keyof Start): number =>
  Math.min(...starts.map((one) => one[figure]))

const report = (heading: string, starts: ReadonlyMap<string, readonly Start[]>) => {
  const row = ([name, all]: readonly [string, readonly Start[]]) => [
    name,
    fixed(least(all, 'ms'), 0),
    fixed(median(all.map(({ ms }) => ms)), 0),
    fixed(least(all, 'cpu'), 0),
    fixed(least(all, 'process'), 0),
    fixed(median(all.map(({ rss }) => rss)) / 2 ** 20, 0),
  ]
  const head = ['least ms', 'median ms', 'least CPU ms', 'whole process, least ms', 'memory MB']
  say(table([heading, ...head], [...starts].map(row)))
}

/** How many times the import of kysely an import may take, by the least of all starts. */
const GOALS = { ashlar: 1, 'ashlar/postgres': 0.5, 'ashlar/lm': 0.5 }

const verdict = (starts: ReadonlyMap<string, readonly Start[]>) => {
  const of = (name: string, figure: keyof Start) => least(starts.get(name) ?? [], figure)
  for (const [name, goal] of Object.entries(GOALS)) {
    const [ms, cpu] = [of(name, 'ms') / of('kysely', 'ms'), of(name, 'cpu') / of('kysely', 'cpu')]
    const met = ms <= goal ? 'met' : 'missed'
    say(
      `Goal for ${name}: at most ${goal} × kysely: ${met}, ${fixed(ms, 2)} (CPU ${fixed(cpu, 2)}).`,
    )
  }
}

const ours = ['ashlar', 'ashlar/postgres', 'ashlar/lm', 'ashlar/http', 'ashlar/optimizer']
const theirs = ['kysely', '@ax-llm/ax', 'ai', '@mastra/core']
const imports: readonly Program[] = [
  { name: 'nothing', file: 'cold-start/import.mjs', arguments: [] },
  ...ours.map((name) => ({ name, file: 'cold-start/import.mjs', arguments: [name] })),
  {
    name: 'ashlar, ashlar/postgres, ashlar/lm',
    file: 'cold-start/import.mjs',
    arguments: ['ashlar', 'ashlar/postgres', 'ashlar/lm'],
  },
  ...theirs.map((name) => ({ name, file: 'peers/import.mjs', arguments: [name] })),
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

/**
 * How long a fresh process takes to import the built package, and to its first record on PGlite.
 */
export const coldStart = async (): Promise<void> => {
  build()
  say(
    `## Cold start\n\n${machine()}; ${theirs.map(peerVersion).join(', ')}; ${TIMES} fresh processes each`,
  )
  const starts = measureStarts(imports)
  report('import', starts)
  verdict(starts)
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'))
  try {
    report('import to first record', measureStarts(firstQueries(folder)))
  } finally {
    rmSync(folder, { recursive: true })
  }
  say(`Load afterwards: ${load()}`)
}
