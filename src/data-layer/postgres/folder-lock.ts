import { link, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { AssumptionFailed } from '../../error/assumption-failed.ts'

interface Holder {
  readonly pid: number
  /** Which start of which machine: a pid is used again, this is not. Absent where the system does not tell. */
  readonly start: string | undefined
}

const held = new Set<string>()

/** When a process began, in clock ticks after which boot; undefined where the system has no /proc, or no such process. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const [boot, status] = await Promise.all([read('/proc/sys/kernel/random/boot_id'), read(`/proc/${pid}/stat`)])
  return boot && status ? `${boot.trim()}:${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}` : undefined
}
const read = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ESRCH', 'EACCES')) return undefined
    throw error
  }
}
const isCode = (error: unknown, ...codes: string[]) => error instanceof Error && 'code' in error && codes.includes(String(error.code))

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
const isZombie = async (pid: number): Promise<boolean> => /\) [ZX] /.test((await read(`/proc/${pid}/stat`)) ?? '')

const isAlive = async (path: string, { pid, start }: Holder): Promise<boolean> => {
  if (pid === process.pid) return held.has(path)
  if (!isRunning(pid) || (await isZombie(pid))) return false
  const now = await startOf(pid)
  return start === undefined || now === undefined || start === now
}

/** A file beside a data folder that says which process has it open. Two processes in one folder lose each other's rows. */
export class FolderLock {
  readonly #path: string
  private constructor(path: string) {
    this.#path = path
  }
  /** Takes over the lock of a process that is gone. Rejects with one line that names the process that has it. */
  static async take(folder: string): Promise<FolderLock> {
    const path = `${resolve(folder)}.lock`
    await mkdir(dirname(path), { recursive: true })
    const mine: Holder = { pid: process.pid, start: await startOf(process.pid) }
    while (!(await written(path, mine))) {
      const text = await read(path)
      if (text === undefined) continue
      const holder = JSON.parse(text || '{"pid":0}') as Holder
      if (holder.pid && (await isAlive(path, holder))) throw inUse(folder, holder)
      await removeStale(path, text, mine)
    }
    held.add(path)
    return new FolderLock(path)
  }
  async release(): Promise<void> {
    if (held.delete(this.#path)) await rm(this.#path, { force: true })
  }
}

const inUse = (folder: string, { pid }: Holder) =>
  new AssumptionFailed(`The data folder ${folder} is open in ${pid === process.pid ? 'this process already' : `process ${pid}`}.`, {
    fix: 'Close it there, choose another folder, or use a Postgres server, which serves many.',
  })

/** All of it or nothing: a reader never sees half a lock. */
const written = async (path: string, holder: Holder): Promise<boolean> => {
  const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`
  await writeFile(draft, JSON.stringify(holder))
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

/** One at a time: whoever comes later finds another lock than the stale one it read, and leaves it. */
const removeStale = async (path: string, stale: string, mine: Holder): Promise<void> => {
  const guard = `${path}.takeover`
  const handle = await open(guard, 'wx').catch((error: unknown) => {
    if (isCode(error, 'EEXIST')) return undefined
    throw error
  })
  if (!handle) return waitFor(guard)
  try {
    await handle.writeFile(JSON.stringify(mine))
    if ((await read(path)) === stale) await rm(path, { force: true })
  } finally {
    await handle.close()
    await rm(guard, { force: true })
  }
}

/** A guard whose process died in the middle is removed after a while. */
const waitFor = async (guard: string): Promise<void> => {
  await new Promise((resume) => setTimeout(resume, 20))
  const age = await stat(guard).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    (error: unknown) => {
      if (isCode(error, 'ENOENT')) return 0
      throw error
    },
  )
  if (age > 2000) await rm(guard, { force: true })
}
