import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingPackage } from './optional-package.ts'

let folder: string
/** Loads a package of the folder as a program there does. */
const load = (name: string) => () =>
  import(pathToFileURL(join(folder, `load-${name}.mjs`)).href) as Promise<object>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ashlar-packages-'))
  const add = async (name: string, files: Readonly<Record<string, string>>) => {
    await mkdir(join(folder, 'node_modules', name), { recursive: true })
    for (const [file, text] of Object.entries(files))
      await writeFile(join(folder, 'node_modules', name, file), text)
  }
  await add('whole', {
    'package.json': '{ "main": "index.js" }',
    'index.js': 'exports.works = true',
  })
  await add('broken', {
    'package.json': '{ "type": "module", "exports": "./index.js" }',
    'index.js': "import 'broken-part'",
  })
  await add('broken-old', {
    'package.json': '{ "main": "index.js" }',
    'index.js': "require('broken')\nrequire('broken-old-part')",
  })
  await add('empty', { 'package.json': '{ "exports": "./gone.js" }' })
  for (const name of ['absent', 'whole', 'broken', 'broken-old', 'empty'])
    await writeFile(join(folder, `load-${name}.mjs`), `export * from '${name}'`)
})
afterAll(() => rm(folder, { recursive: true }))

describe('an optional package', () => {
  it('is loaded where it is installed', async () => {
    expect(await load('whole')().catch(missingPackage('whole', 'x()'))).toMatchObject({
      works: true,
    })
  })
  it('that is not installed is named, with how to install it', async () => {
    await expect(load('absent')().catch(missingPackage('absent', 'x()'))).rejects.toMatchObject({
      code: 'capability_missing',
      message: 'The project has no package absent, which x() needs. Install it: npm install absent',
    })
  })
  it('is missing too for a test runner whose errors are of another realm', () => {
    const foreign: unknown = runInNewContext(
      `Object.assign(new Error("Cannot find module 'absent' from 'x.js'"), { code: 'MODULE_NOT_FOUND' })`,
    )
    expect(foreign).not.toBeInstanceOf(Error)
    expect(() => missingPackage('absent', 'x()')(foreign)).toThrow('npm install absent')
  })
  it.each(['broken', 'broken-old', 'empty'])(
    'that is installed but does not load fails as it fails: %s',
    async (name) => {
      const [ours, plain] = await Promise.all([
        load(name)().catch(missingPackage(name, 'x()')).catch(String),
        load(name)().catch(String),
      ])
      expect(ours).toBe(plain)
      expect(ours).not.toContain('npm install')
    },
  )
})
