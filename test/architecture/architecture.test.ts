import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type SourceFile, sourceFiles } from './source-files.ts'

const base = ['type', 'error', 'context']
/** What each layer may import. The body and the brain meet in extension only. */
const allowed: Record<string, readonly string[]> = {
  type: base,
  error: base,
  context: base,
  server: base,
  expression: base,
  resource: [...base, 'expression'],
  policy: [...base, 'expression', 'resource'],
  'data-layer': [...base, 'expression', 'resource'],
  action: [...base, 'expression', 'resource', 'policy', 'data-layer'],
  domain: [...base, 'expression', 'resource', 'policy', 'data-layer', 'action'],
  signature: base,
  lm: [...base, 'signature', 'server'],
  module: [...base, 'signature', 'lm'],
  evaluate: [...base, 'signature', 'lm', 'module'],
  optimizer: [...base, 'signature', 'lm', 'module', 'evaluate'],
}
const below = Object.keys(allowed)
const mayImport = (layer: string, other: string): boolean => {
  if (layer === other || layer === '') return true
  if (layer === 'extension') return below.includes(other)
  if (layer === 'studio' || layer === 'cli') return below.includes(other) || other === 'extension'
  return allowed[layer]?.includes(other) ?? false
}

const files = sourceFiles()
const byPath = new Map(files.map((file) => [file.path, file]))

const quantile = (share: number): number => {
  const lines = files.map((file) => file.lines).toSorted((a, b) => a - b)
  return lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0
}

/** Files that reach themselves by run-time imports. */
const cycles = (): string[][] => {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[][] = []
  const visit = (file: SourceFile, trail: readonly string[]) => {
    if (state.get(file.path) === 'done') return
    if (state.get(file.path) === 'open') {
      found.push([...trail.slice(trail.indexOf(file.path)), file.path])
      return
    }
    state.set(file.path, 'open')
    for (const { path, runtime } of file.imports) {
      const next = runtime ? byPath.get(path) : undefined
      if (next) visit(next, [...trail, file.path])
    }
    state.set(file.path, 'done')
  }
  for (const file of files) visit(file, [])
  return found
}

test('there are source files to look at', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(files.length)
})

test('a layer imports only the layers below it', () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(({ path }) => !mayImport(file.layer, path.includes('/') ? (path.split('/')[0] ?? '') : 'index'))
      .map(({ path }) => `${file.path} imports ${path}`),
  )
  expect(wrong).toEqual([])
})

test('every relative import names a file that exists', () => {
  const wrong = files.flatMap((file) => file.imports.filter(({ path }) => !byPath.has(path)).map(({ path }) => `${file.path} imports ${path}`))
  expect(wrong).toEqual([])
})

test('no file reaches itself by run-time imports', () => {
  expect(cycles()).toEqual([])
})

test('no file has more than 500 lines, nine of ten have at most 300, half at most 90', () => {
  expect(files.filter((file) => file.lines > 500).map((file) => `${file.path}: ${file.lines}`)).toEqual([])
  expect(quantile(0.9)).toBeLessThanOrEqual(300)
  expect(quantile(0.5)).toBeLessThanOrEqual(90)
})

test('names of files and folders are in kebab-case', () => {
  expect(files.map((file) => file.path).filter((path) => !/^[a-z0-9-]+(\/[a-z0-9-]+)*\.ts$/.test(path))).toEqual([])
})

test('an index file is an entry point of the package, and nothing imports one', () => {
  const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>
  }
  const entries = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [target['ashlar-source']?.replace('./src/', '')]))
  const barrels = files.filter((file) => file.path.endsWith('index.ts')).map((file) => file.path)
  expect(barrels.toSorted()).toEqual(entries.toSorted())
  expect(files.flatMap((file) => file.imports.filter(({ path }) => path.endsWith('index.ts')).map(({ path }) => `${file.path} imports ${path}`))).toEqual([])
})

test('asynchronous local storage is used in context only', () => {
  expect(files.filter((file) => file.layer !== 'context' && file.packages.includes('node:async_hooks')).map((file) => file.path)).toEqual([])
})

test('nothing evaluates text as code', () => {
  expect(files.filter((file) => /\beval\(|new Function\(|node:vm/.test(file.text)).map((file) => file.path)).toEqual([])
})

test('no random choice escapes its seed: Math.random is not used', () => {
  expect(files.filter((file) => file.text.includes('Math.random')).map((file) => file.path)).toEqual([])
})
