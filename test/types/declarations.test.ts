import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
mkdirSync(join(root, '.ashlar'), { recursive: true })
const folder = mkdtempSync(join(root, '.ashlar/declarations-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A project with the package installed, where types have the names that its entries give them. */
const compile = (...files: readonly string[]): string => {
  const installed = join(folder, 'node_modules/ashlar')
  mkdirSync(installed, { recursive: true })
  cpSync(join(root, 'src'), join(installed, 'src'), { recursive: true })
  cpSync(join(root, 'package.json'), join(installed, 'package.json'))
  for (const file of files) cpSync(join(import.meta.dirname, file), join(folder, file))
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: folder,
    outDir: join(folder, 'types'),
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }),
  )
  try {
    const program = join(root, 'node_modules/typescript/bin/tsc')
    return execFileSync(process.execPath, [program, '-p', folder], { encoding: 'utf8' })
  } catch (error) {
    return (error as { readonly stdout: string }).stdout
  }
}

test('declarations of an application, and of every part that an author writes, name their types by the exports of the package', () => {
  expect(compile('consumer.ts', 'author.ts')).toBe('')
  for (const file of ['consumer.d.ts', 'author.d.ts']) {
    const text = readFileSync(join(folder, 'types', file), 'utf8')
    expect(text).not.toMatch(/ashlar\/src|\.\.\/|\bany\b/)
  }
}, 120_000)
