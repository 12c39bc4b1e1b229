// Tools of checks that come from npm, pinned, into a folder of their own: they are too large, or of
// too little use to others, for the dependencies of the project.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const isThere = (folder, name, version) => {
  const file = join(folder, 'node_modules', name, 'package.json')
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version
}

/** Installs what is not there yet. Where the registry does not have it, says so and returns false. */
export const installPinned = (folder, versions) => {
  const names = Object.keys(versions)
  if (names.every((name) => isThere(folder, name, versions[name]))) return true
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: versions }),
  )
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'],
    { cwd: folder, encoding: 'utf8', timeout: 240_000 },
  )
  if (status !== 0)
    console.log(
      `skipped  ${names.join(', ')} could not be installed from the registry:\n${stdout}${stderr}`,
    )
  return status === 0
}
