// Runs programs of the documents on Bun and Deno, with the built package, and compares what they
// print with what their comments say. The runtimes come from npm, pinned, into a folder of their
// own; where the registry does not have them, that is said and nothing is checked.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fits, instrument, preload } from '../test/examples/printed.ts'
import { installPinned } from './pinned.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const pinned = { bun: '1.4.5', deno: '2.9.6' }
const documents = ['README.md', 'docs/runtimes.md']
const peers = ['@electric-sql', '@hono', 'hono', 'pg']

const folder = join(root, '.ashlar/runtimes')
const binary = (name) => join(folder, 'node_modules/.bin', name)
const commands = { bun: [], deno: ['run', '-A', '--quiet'] }
/** A project beside the built package. */
const project = () => {
  const scratch = mkdtempSync(join(tmpdir(), 'ashlar-runtimes-'))
  mkdirSync(join(scratch, 'node_modules'))
  symlinkSync(root, join(scratch, 'node_modules/ashlar'))
  for (const peer of peers)
    if (existsSync(join(root, 'node_modules', peer)))
      symlinkSync(join(root, 'node_modules', peer), join(scratch, 'node_modules', peer))
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(scratch, 'preload.mjs'), preload)
  return scratch
}

const programsOf = (document) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, text], index) => ({
      name: `${basename(document, '.md').toLowerCase()}-${index + 1}.ts`,
      text,
    }),
  )

/** What each print wrote; other lines are the runtime's own. */
const written = (stdout) =>
  Map.groupBy(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => JSON.parse(line)),
    ([index]) => index,
  )

const check = (scratch, runtime, { name, text }) => {
  const { prints, program } = instrument(text)
  writeFileSync(join(scratch, name), `import './preload.mjs'\n${program}\nexport {}\n`)
  const { status, stdout, stderr } = spawnSync(binary(runtime), [...commands[runtime], name], {
    cwd: scratch,
    encoding: 'utf8',
    timeout: 120_000,
  })
  const texts = status === 0 ? written(stdout) : new Map()
  const wrong = prints.flatMap(({ line, claim = '' }, index) => {
    const print = (texts.get(index) ?? []).map(([, each]) => each).join(' ')
    return fits(claim, print) ? [] : [`line ${line} says: ${claim}\nit printed: ${print}`]
  })
  const passed = status === 0 && wrong.length === 0
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} on ${runtime} ${pinned[runtime]}`)
  if (!passed) console.log(`${wrong.join('\n')}\n${stderr}`)
  return passed
}

if (!installPinned(folder, pinned)) process.exit(0)
const scratch = project()
const programs = documents.flatMap(programsOf)
const outcomes = Object.keys(pinned).flatMap((runtime) =>
  programs.map((program) => check(scratch, runtime, program)),
)
rmSync(scratch, { recursive: true })
process.exit(outcomes.every(Boolean) ? 0 : 1)
