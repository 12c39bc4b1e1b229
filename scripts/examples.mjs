// Runs what a newcomer runs: the demonstration on the repository's own documents, and every entry
// point of the built package.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fits } from '../test/examples/printed.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'ashlar-examples-'))
const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Runs a program to its end; `check` looks at what it printed. */
const run = (name, args, check = () => true) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: '', ASHLAR_MODEL: 'offline' },
  })
  const passed = status === 0 && check(stdout)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name}`)
  if (!passed) console.log(`${stdout}${stderr}`)
  return passed
}

/** The README shows a part of what the demonstration prints. */
const recorded = () =>
  /```text\n(── [\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1]
const demonstration = () =>
  run(
    'the demonstration on docs, which prints what the README shows',
    [
      '--conditions=ashlar-source',
      'examples/blog/main.ts',
      'docs',
      '--data',
      join(scratch, 'blog'),
    ],
    (output) => fits(`…${recorded()}…`, output),
  )
const entry = ([name, target]) => {
  const specifier = `ashlar${name.slice(1)}`
  return (
    existsSync(join(root, target.types)) &&
    run(`import '${specifier}' from the built package`, [
      '--input-type=module',
      '-e',
      `const all = await import('${specifier}'); if (Object.keys(all).length === 0) throw new Error('it exports nothing')`,
    ])
  )
}

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: 'types',
  preserveSymlinks: true,
  allowImportingTsExtensions: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
}

/** A project that depends on the built package; returns its folder. */
const project = (name, options = {}) => {
  const folder = join(scratch, name)
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules/ashlar'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include: ['*.ts'] }),
  )
  return folder
}

const compile = (name, folder) => run(name, ['node_modules/typescript/bin/tsc', '-p', folder])

/**
 * A project writes its declarations to .d.ts files: every inferred type must have a name that the
 * package exports.
 */
const declarations = () => {
  const folder = project('project', { skipLibCheck: true })
  for (const name of ['app', 'author', 'post', 'chunk', 'answer', 'summarize', 'summaries'])
    copyFileSync(join(root, `examples/blog/${name}.ts`), join(folder, `${name}.ts`))
  copyFileSync(join(root, 'test/types/consumer.ts'), join(folder, 'consumer.ts'))
  return compile('declarations of a project that depends on the built package', folder)
}

/**
 * A project takes one entry alone and exports every value of it, by another name and as what a call
 * of it returns: each type that these mention must have a name that the same entry exports.
 */
const nameable = async ([name, target]) => {
  const specifier = `ashlar${name.slice(1)}`
  const names = Object.keys(await import(pathToFileURL(join(root, target.default)).href))
  const folder = project(`entry-${specifier.replace('/', '-')}`, { skipLibCheck: false })
  writeFileSync(
    join(folder, 'names.ts'),
    [
      `import * as all from '${specifier}'`,
      'type Callable = (...input: never[]) => unknown',
      'const result = <F>(_: F) => null! as F extends Callable ? ReturnType<F> : F',
      ...names.map((each, at) => `export const value${at} = all.${each}`),
      ...names.map((each, at) => `export const result${at} = result(all.${each})`),
    ].join('\n'),
  )
  return compile(`declarations of what '${specifier}' exports, by names it exports`, folder)
}

const built = Object.entries(entries).filter(([, target]) => typeof target === 'object')
const outcomes = [demonstration(), declarations(), ...built.map(entry)]
for (const each of built) outcomes.push(await nameable(each))
rmSync(scratch, { recursive: true })
process.exit(outcomes.every(Boolean) ? 0 : 1)
