import { spawn, spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
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
const holder = async (data: string, within: readonly string[] = []) => {
  const [command, ...before] = [...within, process.execPath]
  const child = spawn(
    command,
    [
      ...before,
      '--input-type=module',
      '-e',
      `import { FolderLock } from '${module}'; await FolderLock.take(${JSON.stringify(data)}); console.log('held'); setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
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

interface Holder {
  readonly id: string
  readonly pid: number
  readonly space: string
}
const lockOf = (data: string) => join(data, 'ashlar.lock')
/** A folder with a lock that differs from one of this process's own. */
const lockedBy = async (change: (mine: Holder) => object): Promise<string> => {
  const data = join(folder, 'data')
  const lock = await FolderLock.take(data)
  const mine = JSON.parse((await readFile(lockOf(data), 'utf8')).split('\n')[0]!) as Holder
  await lock.release()
  await writeFile(lockOf(data), `${JSON.stringify(change(mine))}\n`)
  return data
}
const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0

describe('a data folder', () => {
  it('is refused to a second process in one line that names the first', async () => {
    const data = join(folder, 'data')
    const { pid, kill } = await holder(data)
    await expect(FolderLock.take(data)).rejects.toThrow(
      new RegExp(`^The data folder .*data is open in process ${pid}\\. [^\\n]+$`),
    )
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
    const parent = spawn('sh', [
      '-c',
      '"$0" --input-type=module -e "$1" & exec sleep 60',
      process.execPath,
      taking,
    ])
    await expect
      .poll(
        () =>
          readFile(lockOf(data), 'utf8')
            .then((text) => readFile(`/proc/${JSON.parse(text.split('\n')[0]!).pid}/stat`, 'utf8'))
            .catch(() => ''),
        { timeout: 10_000 },
      )
      .toMatch(/\) Z /)
    await (await FolderLock.take(data)).release()
    parent.kill()
  })
  it('is refused to this process while it has it, and free again afterwards', async () => {
    const lock = await FolderLock.take(join(folder, 'data'))
    await expect(FolderLock.take(join(folder, 'data'))).rejects.toThrow(
      /open in this process already/,
    )
    await lock.release()
    await (await FolderLock.take(join(folder, 'data'))).release()
  })
  it('is taken over when its pid is now that of another process', async () => {
    const data = await lockedBy((mine) => ({
      ...mine,
      id: 'gone',
      pid: 1,
      start: 'another boot:1',
    }))
    const lock = await FolderLock.take(data)
    expect(JSON.parse((await readFile(lockOf(data), 'utf8')).split('\n')[0]!)).toMatchObject({
      pid: process.pid,
    })
    await lock.release()
  })
  it('goes to one of many that find a stale lock at the same time', async () => {
    const data = await lockedBy((mine) => ({ ...mine, id: 'gone', pid: 2 ** 22 + 1 }))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => FolderLock.take(data)),
    )
    const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(taken).toHaveLength(1)
    await taken[0]!.value.release()
  })
  it('is one by whatever links it is named, also when the link was there first', async () => {
    const [real, link, early] = ['real', 'link', 'early'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await mkdir(real)
    await symlink(real, link)
    await symlink('later', early)
    for (const [one, other] of [
      [real, link],
      [early, join(folder, 'later')],
    ] as const) {
      const lock = await FolderLock.take(one)
      expect(lock.folder).toBe(await realpath(other))
      await expect(FolderLock.take(other)).rejects.toThrow(/open in this process already/)
      await lock.release()
    }
  })
  it('is taken over where the lock is no lock at all, if nothing changes it', async () => {
    const data = join(folder, 'data')
    await mkdir(data)
    await writeFile(lockOf(data), '')
    await (await FolderLock.take(data)).release()
  })
})

/** Process numbers of another container say nothing here: every container's first process is 1. */
describe('a data folder on a volume of several containers or machines', () => {
  const elsewhere = (mine: Holder) => ({
    ...mine,
    id: 'theirs',
    space: 'other-host other-boot pid:[1]',
  })
  it.each(['the same pid', 'a pid that does not run here'])(
    'is refused while its holder with %s beats, whatever the clocks say, and taken over soon after it stops',
    { timeout: 60_000 },
    async (kind) => {
      const pid = { 'the same pid': process.pid, 'a pid that does not run here': 2 ** 22 + 1 }[
        kind
      ]!
      const data = await lockedBy((mine) => ({ ...elsewhere(mine), pid }))
      const path = lockOf(data)
      const line = await readFile(path, 'utf8')
      let beat = 0
      const beating = setInterval(() => {
        writeFileSync(path, `${line}${++beat}\n`)
        utimesSync(path, 0, beat % 2 ? 4e9 : 1)
      }, 300)
      await expect(FolderLock.take(data)).rejects.toThrow(
        new RegExp(`is open in process ${pid} on other-host`),
      )
      clearInterval(beating)
      const start = performance.now()
      await (await FolderLock.take(data)).release()
      expect(performance.now() - start).toBeGreaterThan(4000)
    },
  )
  it('that was taken over is written to no more by who stood still', async () => {
    const data = join(folder, 'data')
    const lock = await FolderLock.take(data)
    lock.assertHeld()
    await writeFile(lockOf(data), JSON.stringify({ id: 'theirs', pid: 1, space: 'other' }))
    await expect.poll(() => lock.isHeld, { timeout: 10_000 }).toBe(false)
    expect(() => lock.assertHeld()).toThrow(/was taken over by another process/)
    await lock.release()
    expect(await readFile(lockOf(data), 'utf8')).toContain('theirs')
  })
  const reason = namespaces ? '' : ' (left out: this account may make no namespaces)'
  it.skipIf(!namespaces)(
    `is refused across process namespaces, and free soon after a kill${reason}`,
    { timeout: 60_000 },
    async () => {
      const data = join(folder, 'data')
      const first = await holder(data, [
        'unshare',
        '--pid',
        '--fork',
        '--mount-proc',
        '--kill-child',
      ])
      await expect(
        holder(data, ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']),
      ).rejects.toThrow(/ended with 1/)
      await expect(FolderLock.take(data)).rejects.toThrow(/is open in process 1/)
      await first.kill()
      await (await FolderLock.take(data)).release()
    },
  )
})
