import { readFileSync } from 'node:fs'
import { link, mkdir, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { Heartbeat, silence } from './heartbeat.ts'

interface Holder {
  /** Of this lock alone. */
  readonly id: string
  readonly pid: number
  /**
   * Where that number means a process: a machine, and on it a space of process numbers, of which
   * each container has its own.
   */
  readonly space: string
  /**
   * When the process began, after which boot: a pid is used again, this is not. Absent where the
   * system does not tell.
   */
  readonly start: string | undefined
}

/** Locks of this process. */
const locks = new Set<string>()

const isCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))
const whereThere = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined
    throw error
  }
}
const read = (path: string) => whereThere(readFile(path, 'utf8'))

const startOf = async (pid: number): Promise<string | undefined> => {
  const [boot, status] = await Promise.all([
    read('/proc/sys/kernel/random/boot_id'),
    read(`/proc/${pid}/stat`),
  ])
  return boot && status
    ? `${boot.trim()}:${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}`
    : undefined
}
const ownSpace = async (): Promise<string> => {
  const [boot, namespace] = await Promise.all([
    read('/proc/sys/kernel/random/boot_id'),
    whereThere(readlink('/proc/self/ns/pid')),
  ])
  return [hostname(), boot?.trim(), namespace].join(' ')
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false
    if (isCode(error, 'EPERM')) return true
    throw error
  }
}
/** Killed, and not yet collected by its parent: it holds nothing any more. */
const isZombie = async (pid: number): Promise<boolean> =>
  /\) [ZX] /.test((await read(`/proc/${pid}/stat`)) ?? '')

/**
 * Whether the holder lives, as far as process numbers tell: undefined where they do not, as for
 * another container or machine.
 */
const livesHere = async (
  { id, pid, space, start }: Holder,
  mine: Holder,
): Promise<boolean | undefined> => {
  if (locks.has(id)) return true
  if (space !== mine.space) return undefined
  if (!isRunning(pid) || (await isZombie(pid))) return false
  const now = await startOf(pid)
  if (start === undefined || now === undefined) return undefined
  // The same process without a lock of this name: another thread of it, if it still beats.
  if (start !== now) return false
  return pid === process.pid ? undefined : true
}

/** Watches the lock with this machine's own clock only: whose holder lives, that changes. */
const beats = async (path: string, text: string): Promise<boolean> => {
  const start = performance.now()
  while (performance.now() - start < silence) {
    await new Promise((resume) => setTimeout(resume, silence / 20))
    const now = await read(path)
    if (now !== text) return now !== undefined
  }
  return false
}

/**
 * A file in a data folder that says which process has it open: two processes in one folder lose
 * each other's rows. It holds between processes of one machine, of several containers, and of
 * several machines on a volume that they share, because its holder rewrites it all the time; who
 * comes takes it over when that stops.
 */
export class FolderLock {
  /** The folder itself, whatever links led to it. */
  readonly folder: string
  readonly #path: string
  readonly #holder: Holder
  readonly #heartbeat: Heartbeat
  private constructor(folder: string, path: string, holder: Holder, heartbeat: Heartbeat) {
    this.folder = folder
    this.#path = path
    this.#holder = holder
    this.#heartbeat = heartbeat
  }
  /** Rejects with one line that names the process that has it. */
  static async take(folderPath: string): Promise<FolderLock> {
    const folder = await realFolder(folderPath)
    const path = join(folder, 'ashlar.lock')
    const holder: Holder = {
      id: crypto.randomUUID(),
      pid: process.pid,
      space: await ownSpace(),
      start: await startOf(process.pid),
    }
    while (!(await written(path, holder))) {
      const text = await read(path)
      if (text === undefined) continue
      const other = holderOf(text)
      if (other && ((await livesHere(other, holder)) ?? (await beats(path, text))))
        throw inUse(folder, other)
      await removeStale(path, text)
    }
    locks.add(holder.id)
    return new FolderLock(folder, path, holder, await Heartbeat.start(path, JSON.stringify(holder)))
  }
  get isHeld(): boolean {
    return (
      this.#heartbeat.isFresh || (!this.#heartbeat.isLost && isHolder(this.#path, this.#holder))
    )
  }
  /**
   * Throws when the lock is another's: this process stood still for so long that it was taken for
   * dead.
   */
  assertHeld(): void {
    if (this.isHeld) return
    throw new AssumptionFailedError(
      `The data folder ${this.folder} was taken over by another process, because this one was suspended.`,
      {
        fix: 'Nothing more is written here. Open it again when the other one has closed it.',
      },
    )
  }
  async release(): Promise<void> {
    if (!locks.delete(this.#holder.id)) return
    await this.#heartbeat.stop()
    if (isHolder(this.#path, this.#holder)) await rm(this.#path, { force: true })
  }
}

const realFolder = async (path: string): Promise<string> => {
  const folder = resolve(path)
  try {
    return await realpath(folder)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  // A link whose folder does not exist yet leads to where it will be created.
  const target = await whereThere(
    readlink(folder).catch((error: unknown) =>
      isCode(error, 'EINVAL') ? undefined : Promise.reject(error as Error),
    ),
  )
  await mkdir(target === undefined ? folder : resolve(dirname(folder), target), { recursive: true })
  return realpath(folder)
}

const inUse = (folder: string, { pid, space }: Holder) => {
  const [host] = space.split(' ')
  const where = host === hostname() ? '' : ` on ${host}`
  return new AssumptionFailedError(
    `The data folder ${folder} is open in ${pid === process.pid && !where ? 'this process already' : `process ${pid}${where}`}.`,
    {
      fix: 'Close it there, choose another folder, or use a Postgres server, which serves many.',
    },
  )
}

/** The first line; the second is what changes. Undefined for what no holder wrote. */
const holderOf = (text: string): Holder | undefined => {
  try {
    return JSON.parse(text.split('\n')[0] ?? '') as Holder
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
const isHolder = (path: string, { id }: Holder): boolean => {
  try {
    return holderOf(readFileSync(path, 'utf8'))?.id === id
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
}

/** All of it or nothing: a reader never sees half a lock. */
const written = async (path: string, holder: Holder): Promise<boolean> => {
  const draft = `${path}.${holder.id}`
  await writeFile(draft, `${JSON.stringify(holder)}\n`)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Of many that find it stale one moves it away. Who moved another's new lock by mistake puts it
 * back.
 */
const removeStale = async (path: string, stale: string): Promise<void> => {
  const aside = `${path}.${crypto.randomUUID()}`
  if ((await whereThere(rename(path, aside).then(() => true))) === undefined) return
  if ((await read(aside)) !== stale)
    await whereThere(link(aside, path)).catch((error: unknown) =>
      isCode(error, 'EEXIST') ? undefined : Promise.reject(error as Error),
    )
  await rm(aside, { force: true })
}
