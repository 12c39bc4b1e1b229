import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { account, freePort } from './postgres-server.ts'

const program = async (): Promise<string | undefined> => {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']) {
    const path = join(folder, 'pgbouncer')
    const there =
      folder &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    if (
      there &&
      (await promisify(execFile)(path, ['--version']).then(
        () => true,
        () => false,
      ))
    )
      return path
  }
  return undefined
}

/** Why there is no pooler to test with; undefined where there is one. */
export const noPgbouncer: string | undefined = (await program())
  ? undefined
  : 'there is no pgbouncer on this machine'

export interface PgbouncerOptions {
  /** `transaction` gives each transaction another connection, `session` each client its own. */
  readonly mode: 'transaction' | 'session'
  /** How many connections to the server it keeps for a database. */
  readonly size: number
}

/** A PgBouncer of its own before a database, with its settings as they come. */
export const startPgbouncer = async (
  database: string,
  { mode, size }: PgbouncerOptions,
): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const [path, port, owner] = await Promise.all([program(), freePort(), account()])
  const behind = new URL(database)
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-pgbouncer-'))
  const file = join(folder, 'pgbouncer.ini')
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: mode,
    default_pool_size: size,
    max_client_conn: 200,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  await writeFile(
    file,
    `[databases]\n* = host=${behind.hostname} port=${behind.port} user=${behind.username}\n[pgbouncer]\n${lines.join('\n')}\n`,
  )
  if (owner) for (const each of [folder, file]) await chown(each, owner.uid, owner.gid)
  const pooler = spawn(path!, [file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  })
  await ready(pooler)
  behind.port = String(port)
  return { url: behind.href, stop: () => stop(pooler, folder) }
}

const ready = (pooler: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = ''
    pooler.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('process up')) resolve()
    })
    pooler.on('error', reject)
    pooler.on('exit', (code) => reject(new Error(`PgBouncer ended with ${code}:\n${log}`)))
  })

const stop = async (pooler: ChildProcess, folder: string): Promise<void> => {
  if (pooler.exitCode === null) {
    const ended = new Promise((resolve) => pooler.once('exit', resolve))
    pooler.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
}
