import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { expect, test } from 'vitest'
import { pglite } from '../../src/data-layer/postgres/postgres.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import { t } from '../../src/type/t.ts'

const notes = (fields: 'text' | 'both') =>
  resourceInfo(
    class Note extends Resource('Note', {
      id: t.integer().primaryKey(),
      ...(fields === 'both' ? { more: t.string().nullable() } : {}),
    }) {},
  )

test('what failed to open leaves its folder free', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-open-'))
  const open = async (fields: 'text' | 'both', allowDestructive = false) => {
    const layer = pglite({ dataDir: join(folder, 'data'), allowDestructive })
    await layer.open([notes(fields)])
    await layer.close()
  }
  await open('both')
  await expect(open('text')).rejects.toMatchObject({ code: 'migration_refused' })
  await open('text', true)
  rmSync(folder, { recursive: true })
})

test('a PGlite of your own may still be starting, and stays open', async () => {
  const database = new PGlite()
  const layer = pglite({ database })
  await layer.open([notes('text')])
  await layer.close()
  expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await database.close()
})
