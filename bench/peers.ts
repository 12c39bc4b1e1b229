import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const peersFolder = fileURLToPath(new URL('peers', import.meta.url))
const stamp = join(peersFolder, 'node_modules', '.installed')

/** Runs a program of the peers by the pinned Node. Throws with what it printed when it fails. */
export const runPeer = (command: string, args: readonly string[]): string => {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` }
  const result = spawnSync(command, args, {
    cwd: peersFolder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} failed: ${result.error?.message ?? ''}${result.stdout}${result.stderr}`,
    )
  return result.stdout
}

/**
 * Installs the peers in the versions of their lock file, unless they are there. None of their
 * install scripts runs: no peer measured here needs one.
 */
export const installPeers = (): void => {
  const wanted = createHash('sha256')
    .update(readFileSync(join(peersFolder, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing the peers (once) …')
  runPeer('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

/** The version of a peer that is installed. */
export const peerVersion = (name: string): string => {
  const { version } = JSON.parse(
    readFileSync(join(peersFolder, 'node_modules', name, 'package.json'), 'utf8'),
  ) as { version: string }
  return `${name} ${version}`
}
