import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type SourceFile, sourceFiles } from './source-files.ts'

const ground = ['text', 'error', 'context', 'type']
const body = ['expression', 'resource', 'policy', 'data-layer', 'action', 'app']
const brain = ['signature', 'lm', 'adapter', 'module', 'evaluate', 'optimizer']
const meeting = [...ground, ...body, ...brain, 'interface', 'job']
/** What each layer may import. The body and the brain meet above both only. */
const allowed: Record<string, readonly string[]> = {
  text: [],
  error: ['text'],
  context: ['text', 'error'],
  type: ['text', 'error'],
  expression: ground,
  resource: [...ground, 'expression'],
  policy: [...ground, 'expression', 'resource'],
  'data-layer': [...ground, 'expression', 'resource'],
  action: [...ground, 'expression', 'resource', 'policy', 'data-layer'],
  app: [...ground, 'expression', 'resource', 'policy', 'data-layer', 'action'],
  signature: ground,
  lm: ground,
  adapter: [...ground, 'signature', 'lm'],
  module: [...ground, 'signature', 'lm', 'adapter'],
  evaluate: [...ground, 'signature', 'lm', 'adapter', 'module'],
  optimizer: [...ground, 'signature', 'lm', 'adapter', 'module', 'evaluate'],
  // Nothing real depends on the model that ships for tests and first steps.
  offline: [...ground, 'signature', 'lm', 'adapter'],
  interface: [...ground, ...body, ...brain],
  job: [...ground, ...body, ...brain],
  learning: meeting,
  extension: [...meeting, 'learning'],
  setup: [...meeting, 'learning', 'extension', 'offline'],
  cli: [...meeting, 'learning', 'extension', 'offline', 'setup'],
  // The contracts that others test their implementations with: nothing but its entry knows it.
  testing: [...meeting, 'learning', 'extension', 'offline'],
  entry: [...meeting, 'learning', 'extension', 'offline', 'setup', 'cli', 'testing'],
}
const mayImport = (layer: string, other: string): boolean =>
  layer === other || (allowed[layer]?.includes(other) ?? false)

const files = sourceFiles()
const byPath = new Map(files.map((file) => [file.path, file]))

const quantile = (share: number): number => {
  const lines = files.map((file) => file.codeLines).toSorted((a, b) => a - b)
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

test('a layer imports only the layers below it, types included', () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(({ path }) => !mayImport(file.layer, path.split('/')[0] ?? ''))
      .map(({ path }) => `${file.path} imports ${path}`),
  )
  expect(wrong).toEqual([])
})

test('every relative import names a file that exists', () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(({ path }) => !byPath.has(path))
      .map(({ path }) => `${file.path} imports ${path}`),
  )
  expect(wrong).toEqual([])
})

test('no file reaches itself by run-time imports', () => {
  expect(cycles()).toEqual([])
})

test('no file has more than 400 lines, nine of ten have at most 250 lines of code, and half have 50 to 75', () => {
  expect(
    files.filter((file) => file.lines > 400).map((file) => `${file.path}: ${file.lines}`),
  ).toEqual([])
  expect(quantile(0.9)).toBeLessThanOrEqual(250)
  expect(quantile(0.5)).toBeLessThanOrEqual(75)
  expect(quantile(0.5)).toBeGreaterThanOrEqual(50)
})

test('a file of under 15 lines that one neighbor imports is part of that neighbor', () => {
  const importers = (path: string) =>
    files.filter((file) => file.imports.some((each) => each.path === path))
  const small = files
    .filter((file) => file.lines < 15 && !['entry', 'cli'].includes(file.layer))
    .filter((file) => importers(file.path).length <= 1)
  expect(small.map((file) => `${file.path}: ${file.lines}`)).toEqual([])
})

test('names of files and folders are in kebab-case', () => {
  expect(
    files.map((file) => file.path).filter((path) => !/^[a-z0-9-]+(\/[a-z0-9-]+)*\.ts$/.test(path)),
  ).toEqual([])
})

test('each entry point is the source of one export of the package, and nothing imports one', () => {
  const { exports } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { exports: Record<string, string | Record<string, string>> }
  const sources = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target['ashlar-source']?.replace('./src/', '')],
  )
  const entries = files.filter((file) => file.layer === 'entry').map((file) => file.path)
  expect(entries.toSorted()).toEqual(sources.toSorted())
  expect(
    files
      .flatMap((file) => file.imports.map(({ path }) => `${file.path} imports ${path}`))
      .filter((line) => line.includes('imports entry/')),
  ).toEqual([])
})

test('no file only passes on what another one exports, but the entry points', () => {
  const barrels = files.filter(
    (file) =>
      file.layer !== 'entry' && /^export (\*|\{[^}]*\}|type \{[^}]*\}) from/m.test(file.text),
  )
  expect(barrels.map((file) => file.path)).toEqual([])
})

test('asynchronous local storage is used in context only', () => {
  expect(
    files
      .filter((file) => file.layer !== 'context' && file.packages.includes('node:async_hooks'))
      .map((file) => file.path),
  ).toEqual([])
})

test('nothing evaluates text as code', () => {
  expect(
    files
      .filter((file) => /\beval\(|new Function\(|node:vm/.test(file.text))
      .map((file) => file.path),
  ).toEqual([])
})

test('no random choice escapes its seed: Math.random is not used', () => {
  expect(
    files.filter((file) => file.text.includes('Math.random')).map((file) => file.path),
  ).toEqual([])
})
