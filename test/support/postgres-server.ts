import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** The folder with `postgres` and `initdb`. */
const binaries = async (): Promise<string> => {
  const versions = await readdir('/usr/lib/postgresql').catch((): string[] => [])
  const newest = versions
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
  for (const folder of [...newest, ...(process.env.PATH ?? '').split(delimiter)])
    if (
      folder &&
      (await exists(join(folder, 'initdb'))) &&
      (await exists(join(folder, 'postgres')))
    )
      return folder
  throw new Error(
    'The tests need a Postgres server: install one (apt-get install postgresql) so that `initdb` and `postgres` are found.',
  )
}

export const assertPostgresInstalled = async (): Promise<void> => {
  await binaries()
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Postgres and PgBouncer refuse to run as root. */
export const account = async (): Promise<
  { readonly uid: number; readonly gid: number } | undefined
> => {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  )
  return { uid: uid!, gid: gid! }
}

export interface PostgresServer {
  /** Of the database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a server of its own in a temporary folder: nothing is synced to disk, nothing is left when
 * it stops.
 */
export const startPostgres = async (): Promise<PostgresServer> => {
  const [bin, port, owner] = await Promise.all([binaries(), freePort(), account()])
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-postgres-'))
  if (owner) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'ashlar', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { cwd: folder, ...owner },
  )
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: '60',
  }
  const server = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner },
  )
  const url = `postgres://ashlar@127.0.0.1:${port}/postgres`
  try {
    await ready(server)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return { url, stop: () => stop(server, folder) }
}

const ready = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('ready to accept connections')) resolve()
    })
    server.on('error', reject)
    server.on('exit', (code) =>
      reject(new Error(`The Postgres server for the tests ended with ${code}:\n${log}`)),
    )
  })

const stop = async (server: ChildProcess, folder: string): Promise<void> => {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
}
