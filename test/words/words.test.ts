import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Prose, proseOfDocument, proseOfSource } from './prose.ts'
import { headings, type Turn, turns } from './turns.ts'

const root = resolve(import.meta.dirname, '../..')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

/** Folders whose comments and messages are in plain English. */
const inSource = [
  'action',
  'adapter',
  'app',
  'cli',
  'context',
  'data-layer',
  'entry',
  'error',
  'evaluate',
  'expression',
  'interface',
  'job',
  'learning',
  'lm',
  'module',
  'offline',
  'optimizer',
  'policy',
  'resource',
  'setup',
  'signature',
  'testing',
  'text',
  'type',
]
const plain = ['examples', ...inSource.map((folder) => `src/${folder}`)]
// Posts that people wrote, which the example learns from, and words that the offline model looks
// for in texts.
const samples = [
  'examples/blog/rated.ts',
  'src/offline/fill/arithmetic.ts',
  'src/offline/fill/label-names.ts',
  'src/offline/fill/search.ts',
  'src/offline/fill/short-span.ts',
  'src/offline/text/opposites.ts',
]
const sources = plain.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((file) => !samples.includes(file)),
)
const refused = (file: string, prose: readonly Prose[], refusals: readonly Turn[]): string[] =>
  prose.flatMap(({ line, text }) => {
    const found = refusals.filter(({ pattern }) => pattern.test(text))
    return found.map(
      ({ pattern, say }) =>
        `${file}:${line} ${pattern.exec(text)?.[0]} → ${say}\n    ${text.trim()}`,
    )
  })

describe('plain American English', () => {
  test.each(documents)('%s has no word that the list refuses', (file) => {
    const prose = proseOfDocument(readFileSync(join(root, file), 'utf8'))
    expect(refused(file, prose, [...turns, ...headings]).join('\n')).toBe('')
  })

  test.each(plain)('comments and messages of %s have no word that the list refuses', (folder) => {
    const files = sources.filter((file) => file.startsWith(`${folder}/`))
    expect(
      files
        .flatMap((file) =>
          refused(file, proseOfSource(readFileSync(join(root, file), 'utf8')), turns),
        )
        .join('\n'),
    ).toBe('')
  })
})

test('comments and messages of a source file are read, code and single words are not', () => {
  const source = [
    "const told = 'gives' // told",
    '/** Made anew. */',
    'throw new Error(`${told} is no field`)',
    'const pattern = /gives "/',
  ].join('\n')
  expect(refused('a.ts', proseOfSource(source), turns).map((line) => line.split(' → ')[0])).toEqual(
    ['a.ts:1 told', 'a.ts:2 anew', 'a.ts:3 is no '],
  )
})
