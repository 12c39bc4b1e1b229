import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const quiet = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'ANTHROPIC_API_KEY',
  'ASHLAR_MODEL',
  'ASHLAR_EMBEDDER',
  'DATABASE_URL',
  'DEBUG',
  'NODE_OPTIONS',
]

export interface Demonstration {
  readonly child: ChildProcess
  /** What it has said so far, on either stream. */
  output(): string
  /** Resolves with the output once it says this; rejects where it ends before. */
  says(text: string): Promise<string>
  /** The exit code once it has ended; null where it was killed. */
  readonly ended: Promise<number | null>
}

/**
 * The demonstration in a process of its own, with nothing of this machine's environment that would
 * choose a model or a database.
 */
export const demonstrate = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Demonstration => {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !quiet.includes(name) && !name.startsWith('VITEST'),
    ),
  )
  const child = spawn(
    process.execPath,
    ['--conditions=ashlar-source', join(root, 'examples/blog/main.ts'), ...args],
    {
      cwd: tmpdir(),
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | null>((resolveEnd) => {
    child.once('close', resolveEnd)
  })
  const says = (text: string) =>
    new Promise<string>((resolveSaid, reject) => {
      const look = () => {
        if (!said.includes(text)) return
        listeners.delete(look)
        resolveSaid(said)
      }
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`It ended without saying "${text}":\n${said}`)))
    })
  return { child, output: () => said, says, ended }
}

/** Runs it to its end. */
export const demonstration = async (
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const run = demonstrate(args, env)
  return { code: await run.ended, output: run.output() }
}

export const temporaryFolder = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-demonstration-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const towns = [
  'Aldbrook',
  'Brenwick',
  'Carrowby',
  'Dunholm',
  'Eastmere',
  'Farley',
  'Gorsefield',
  'Holmwood',
]
/** Posts that share nothing but their form. */
export const townPosts = (count: number): Record<string, string> =>
  Object.fromEntries(
    towns
      .slice(0, count)
      .map((town, index) => [
        `${town.toLowerCase()}.md`,
        `---\ntitle: The bridge of ${town}\nauthor: Writer ${index % 3}\n---\n\nThe old bridge of ${town} was closed in winter. Its stones had moved by a hand's breadth.\n\nMasons from ${town} dressed ${index + 3} new blocks in spring.\n\nThe bridge of ${town} has carried carts again since May.\n`,
      ]),
  )
