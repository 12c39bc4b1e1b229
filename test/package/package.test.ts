import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { llmsText } from '../../scripts/llms.mjs'
import { sourceFiles } from '../architecture/source-files.ts'

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly files: readonly string[]
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>
}
const root = resolve(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name === '.' ? 'index' : name.slice(2), target] as const],
)
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

test.each(entries)(
  'the entry %s has its source, its types and its code at one name',
  (name, target) => {
    expect(target).toEqual({
      'ashlar-source': `./src/entry/${name}.ts`,
      types: `./dist/${name}.d.ts`,
      default: `./dist/${name}.js`,
    })
    expect(existsSync(join(root, `src/entry/${name}.ts`))).toBe(true)
  },
)

test('dependencies are ranges, so that a project has one copy of each', () => {
  const all = { ...manifest.dependencies, ...manifest.peerDependencies }
  expect(Object.entries(all).filter(([, range]) => !/^\^|\.x$/.test(range))).toEqual([])
})

test('what is installed by those who need it is optional, and tested in a pinned version', () => {
  const wrong = Object.keys(manifest.peerDependencies).filter(
    (name) =>
      manifest.peerDependenciesMeta[name]?.optional !== true ||
      !/^\d/.test(manifest.devDependencies[name] ?? ''),
  )
  expect(wrong).toEqual([])
})

test('the source imports only what the package depends on, and what is optional only lazily', () => {
  const wrong = sourceFiles().flatMap(({ path, text, packages }) =>
    packages.map(packageOf).flatMap((name) => {
      if (name.startsWith('node:') || name in manifest.dependencies) return []
      const lazy = !new RegExp(`^(?:import|export) (?!type)[^\\n]*'${name}`, 'm').test(text)
      return name in manifest.peerDependencies && lazy ? [] : [`${path} imports ${name}`]
    }),
  )
  expect(wrong).toEqual([])
})

test('what a language model reads first names every document, all of them in the package', () => {
  const links = [...llmsText().matchAll(/^- \[.+?\]\((.+?)\)/gm)].map(([, path]) => path!)
  expect(links.length).toBeGreaterThan(10)
  const wrong = links.filter(
    (link) => !existsSync(join(root, link)) || !manifest.files.includes(link.split('/')[0]!),
  )
  expect(wrong).toEqual([])
  expect(manifest.files).toContain('llms.txt')
})

test('every link between documents leads somewhere', () => {
  const pages = [
    'README.md',
    ...[...llmsText().matchAll(/\((docs\/.+?)\)/g)].map(([, page]) => page!),
  ]
  const wrong = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8')
    return [...text.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)]
      .map(([, path]) => path!)
      .filter((path) => !existsSync(join(root, page, '..', path)))
      .map((path) => `${page}: ${path}`)
  })
  expect(wrong).toEqual([])
})
