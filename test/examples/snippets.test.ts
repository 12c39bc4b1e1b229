import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { fits, instrument, preload } from './printed.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.ashlar/snippets')
const documents = [
  join(root, 'README.md'),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name)),
]

interface Snippet {
  readonly name: string
  readonly text: string
}
/** Each block of TypeScript is a program of its own. */
const snippetsOf = (file: string): Snippet[] =>
  [...readFileSync(file, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map((match, index) => ({
    name: `${basename(file, '.md').toLowerCase()}-${index + 1}.ts`,
    text: match[1] ?? '',
  }))
const snippets = documents.flatMap(snippetsOf)

/** What each print of an instrumented program wrote, in all its runs. */
const written = (stdout: string): ReadonlyMap<number, string> => {
  const texts = new Map<number, string>()
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [index, text] = JSON.parse(line) as [number, string]
    texts.set(index, `${texts.get(index) ?? ''} ${text}`)
  }
  return texts
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'instrumented'), { recursive: true })
  for (const { name, text } of snippets) {
    writeFileSync(join(folder, name), `${text}\nexport {}\n`)
    writeFileSync(join(folder, 'instrumented', name), `${instrument(text).program}\nexport {}\n`)
  }
  writeFileSync(join(folder, 'preload.mjs'), preload)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [`${folder}/*.ts`] }),
  )
})

test('the documents have snippets', () => {
  expect(snippets.length).toBeGreaterThan(5)
})

test('every snippet of the documents compiles', () => {
  let output = ''
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
      cwd: root,
    })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  expect(output).toBe('')
}, 120_000)

test.each(snippets)(
  'the snippet $name runs, and prints what its comments say',
  async ({ name, text }) => {
    const { OPENAI_API_KEY: _o, ANTHROPIC_API_KEY: _a, DATABASE_URL: _d, ...env } = process.env
    const program = [
      '--conditions=ashlar-source',
      '--import',
      join(folder, 'preload.mjs'),
      join(folder, 'instrumented', name),
    ]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, program, {
      cwd: folder,
      env,
      timeout: 60_000,
    })
    expect(stderr).toBe('')
    const texts = written(stdout)
    for (const [index, { line, claim }] of instrument(text).prints.entries()) {
      expect(
        claim,
        `line ${line} says in a comment what it prints; it printed: ${texts.get(index)}`,
      ).toBeDefined()
      expect(
        fits(claim ?? '', texts.get(index) ?? ''),
        `line ${line} says: ${claim}\nit printed: ${texts.get(index)}`,
      ).toBe(true)
    }
  },
  90_000,
)
