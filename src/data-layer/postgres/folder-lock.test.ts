import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderLock } from './folder-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ashlar-lock-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

const module = new URL('./folder-lock.ts', import.meta.url).href
/** A process that takes the lock and keeps it until it is killed. */
const holder = async (data: string) => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { FolderLock } from '${module}'; await FolderLock.take(${JSON.stringify(data)}); console.log('held'); setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  return { pid: child.pid!, kill }
}

describe('a data folder', () => {
  it('is refused to a second process in one line that names the first', async () => {
    const data = join(folder, 'data')
    const { pid, kill } = await holder(data)
    await expect(FolderLock.take(data)).rejects.toThrow(new RegExp(`^The data folder .*data is open in process ${pid}\\. [^\\n]+$`))
    await kill()
  })
  it('is taken over from a process that was killed', async () => {
    const data = join(folder, 'data')
    await (await holder(data)).kill()
    const lock = await FolderLock.take(data)
    await lock.release()
  })
  it('is taken over from a process that was killed and is not yet collected by its parent', async () => {
    const data = join(folder, 'data')
    const taking = `import { FolderLock } from '${module}'; await FolderLock.take(${JSON.stringify(data)}); process.kill(process.pid, 'SIGKILL')`
    // The shell becomes `sleep`, which never collects the child that it began.
    const parent = spawn('sh', ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, taking])
    await expect
      .poll(
        () =>
          readFile(`${data}.lock`, 'utf8')
            .then((text) => readFile(`/proc/${JSON.parse(text).pid}/stat`, 'utf8'))
            .catch(() => ''),
        { timeout: 10_000 },
      )
      .toMatch(/\) Z /)
    await (await FolderLock.take(data)).release()
    parent.kill()
  })
  it('is refused to this process while it has it, and free again afterwards', async () => {
    const lock = await FolderLock.take(join(folder, 'data'))
    await expect(FolderLock.take(join(folder, 'data'))).rejects.toThrow(/open in this process already/)
    await lock.release()
    await (await FolderLock.take(join(folder, 'data'))).release()
  })
  it('is taken over when its pid is now that of another process', async () => {
    const path = `${join(folder, 'data')}.lock`
    await writeFile(path, JSON.stringify({ pid: 1, start: 'another boot:1' }))
    const lock = await FolderLock.take(join(folder, 'data'))
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid })
    await lock.release()
  })
  it('goes to one of many that find a stale lock at the same time', async () => {
    const data = join(folder, 'data')
    await writeFile(`${data}.lock`, JSON.stringify({ pid: 2 ** 22 + 1 }))
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.take(data)))
    const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(taken).toHaveLength(1)
    await taken[0]!.value.release()
  })
})
