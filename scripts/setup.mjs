// Brings a fresh machine to where the scripts of package.json run. Plain JavaScript: it runs on
// whatever Node the machine has. `--postgres` also sees to a Postgres server's programs, which the
// tests start by themselves.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'node_modules', '.ashlar-setup')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

const run = (command, args) =>
  spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
const fail = (message, result) => {
  process.stderr.write(
    `${message}\n${result ? `${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}` : ''}`,
  )
  process.exit(1)
}

const installed = () =>
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === wanted &&
  run(join(root, 'node_modules/.bin/node'), ['--version']).status === 0

if (!installed()) {
  process.stderr.write('Installing the packages (once) …\n')
  const result = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (result.status !== 0)
    fail(
      'npm ci failed. Check the network and the registry, then run the same command again.',
      result,
    )
  const pinned = run(join(root, 'node_modules/.bin/node'), ['--version'])
  if (pinned.status !== 0)
    fail(
      "The pinned Node did not install. Allow the install script of the package 'node' and run the same command again.",
      pinned,
    )
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stamp, wanted)
}

const folders = () => {
  const packaged = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) =>
        join('/usr/lib/postgresql', version, 'bin'),
      )
    : []
  return [...(process.env.PATH ?? '').split(':'), '/usr/sbin', ...packaged].filter(Boolean)
}
const programs = (...names) =>
  folders().some((folder) => names.every((name) => existsSync(join(folder, name))))

/** What the tests start by themselves, each with the package that brings it. */
const servers = [
  { programs: ['initdb', 'postgres'], package: 'postgresql', needed: true },
  { programs: ['pgbouncer'], package: 'pgbouncer', needed: false },
]
const missing = () => servers.filter((server) => !programs(...server.programs))
const hint = ({ programs: names, package: name, needed }) =>
  `${needed ? 'The tests need' : 'The tests of a pooler are left out without'} ${names.join(' and ')}: install the package ${name}, or put its folder on PATH.\n`

if (process.argv.includes('--postgres') && missing().length) {
  const apt = process.getuid?.() === 0 && run('apt-get', ['--version']).status === 0
  const wantedPackages = missing().map((server) => server.package)
  let result
  if (apt) {
    process.stderr.write(`Installing ${wantedPackages.join(' and ')} (once) …\n`)
    run('apt-get', ['update', '-qq'])
    // One by one: a pooler that cannot be had keeps no server away.
    for (const name of wantedPackages)
      result = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name])
  }
  for (const server of missing()) {
    if (server.needed) fail(hint(server), result)
    process.stderr.write(hint(server))
  }
}
