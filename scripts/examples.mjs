// Runs what a newcomer runs: the demonstration on the repository's own documents, and every entry point of the built package.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'ashlar-examples-'))
const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const run = (name, args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: '', ASHLAR_MODEL: 'offline' },
  })
  console.log(`${status === 0 ? 'passed' : 'FAILED'}  ${name}`)
  if (status !== 0) console.log(`${stdout}${stderr}`)
  return status === 0
}

const demonstration = () => run('the demonstration on docs', ['--conditions=ashlar-source', 'examples/blog/main.ts', 'docs', '--data', join(scratch, 'blog')])
const entry = ([name, target]) => {
  const specifier = `ashlar${name.slice(1)}`
  return (
    existsSync(join(root, target.types)) &&
    run(`import '${specifier}' from the built package`, [
      '--input-type=module',
      '-e',
      `const all = await import('${specifier}'); if (Object.keys(all).length === 0) throw new Error('it exports nothing')`,
    ])
  )
}

const built = Object.entries(entries).filter(([, target]) => typeof target === 'object')
const outcomes = [demonstration(), ...built.map(entry)]
rmSync(scratch, { recursive: true })
process.exit(outcomes.every(Boolean) ? 0 : 1)
