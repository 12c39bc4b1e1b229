import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

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

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { name, text } of snippets) writeFileSync(join(folder, name), `${text}\nexport {}\n`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [`${folder}/*.ts`] }))
})

test('the documents have snippets', () => {
  expect(snippets.length).toBeGreaterThan(5)
})

test('every snippet of the documents compiles', () => {
  let output = ''
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8', cwd: root })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  expect(output).toBe('')
}, 120_000)

test.each(snippets.map(({ name }) => name))(
  'the snippet %s runs',
  async (name) => {
    const { OPENAI_API_KEY: _o, ANTHROPIC_API_KEY: _a, DATABASE_URL: _d, ...env } = process.env
    const run = promisify(execFile)(process.execPath, ['--conditions=ashlar-source', join(folder, name)], { cwd: folder, env, timeout: 60_000 })
    await expect(run).resolves.toMatchObject({ stderr: '' })
  },
  90_000,
)
