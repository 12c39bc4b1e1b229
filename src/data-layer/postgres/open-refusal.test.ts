import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { app } from '../../app/open-app.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import type { DataLayer } from '../data-layer.ts'
import { pglite, postgres } from './postgres.ts'

class Note extends Resource('Note', { id: t.uuid().primaryKey() }) {}
const opening = (dataLayer: DataLayer) =>
  app<{ actor: never }>().open({ resources: [Note], dataLayer })

test('what is no address of a Postgres server is said to be none, and not shown', async () => {
  for (const url of [
    undefined,
    '',
    'not a url',
    'localhost/app',
    'postgres//app:geheim@localhost/app',
    'mysql://app:geheim@localhost/app',
  ]) {
    const error = (await opening(postgres({ url: url as string })).catch(
      (thrown: unknown) => thrown,
    )) as Error
    expect(error).toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('is not a valid address, such as postgres://') as string,
    })
    expect(error.message).not.toContain('geheim')
  }
})

test('a folder that cannot be opened is named, with what is wrong with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-refusal-'))
  try {
    const file = join(folder, 'file')
    await writeFile(file, 'x')
    for (const dataDir of [file, join(file, 'below')])
      await expect(opening(pglite({ dataDir }))).rejects.toMatchObject({
        message: `The data folder ${dataDir} cannot be opened: it is a file, or is inside one. Choose another folder.`,
      })
    await writeFile(join(folder, 'PG_VERSION'), 'none')
    await expect(opening(pglite({ dataDir: folder }))).rejects.toMatchObject({
      message: expect.stringContaining(
        `The data folder ${folder} cannot be opened: Postgres cannot start`,
      ) as string,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('options that are none are refused, since records would be gone at the end', () => {
  expect(() => pglite('./data' as never)).toThrow('pglite(…): it has no options.')
})

test('a way to migrate that does not exist is refused', async () => {
  await expect(opening(pglite({ migrate: 'none' as never }))).rejects.toMatchObject({
    code: 'invalid_definition',
    message: expect.stringContaining('There are: auto, check, off.') as string,
  })
})
