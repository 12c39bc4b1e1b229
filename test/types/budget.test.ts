import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { manyResources } from './hundred-resources.ts'

const root = resolve(import.meta.dirname, '../..')
const RESOURCES = 100
const FEWER = 32
/**
 * What the checker may do for one more resource; a change that needs more has made the types slower
 * for everybody. What the package's own sources take is not counted.
 */
const INSTANTIATIONS_EACH = 3000

const check = (folder: string): { readonly output: string; readonly instantiations: number } => {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: join(folder, 'types'),
      rootDir: root,
    },
    include: [`${folder}/*.ts`],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const output = execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--extendedDiagnostics'],
    {
      encoding: 'utf8',
      cwd: root,
    },
  )
  return { output, instantiations: Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]) }
}

/** Checks so many mutually related resources and emits their declarations. */
const instantiationsFor = (resources: number): number => {
  mkdirSync(join(root, '.ashlar'), { recursive: true })
  const folder = mkdtempSync(join(root, '.ashlar/types-'))
  try {
    for (const [name, text] of manyResources(resources)) writeFileSync(join(folder, name), text)
    const { output, instantiations } = check(folder)
    expect(output).not.toContain('error TS')
    const declarations = readdirSync(join(folder, 'types'), { recursive: true, encoding: 'utf8' })
    expect(declarations.filter((name) => /resource-\d+\.d\.ts$/.test(name))).toHaveLength(resources)
    return instantiations
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test(`${RESOURCES} mutually related resources check and emit declarations, within ${INSTANTIATIONS_EACH} instantiations for one more`, () => {
  const each = (instantiationsFor(RESOURCES) - instantiationsFor(FEWER)) / (RESOURCES - FEWER)
  expect(each).toBeGreaterThan(0)
  expect(each).toBeLessThan(INSTANTIATIONS_EACH)
}, 120_000)
