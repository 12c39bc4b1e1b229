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
import { fileURLToPath } from 'node:url'
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

/**
 * A project that depends on the built package writes its declarations to .d.ts files: every
 * inferred type must have a name that the package exports.
 */
const declarations = () => {
  const project = join(scratch, 'project')
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  symlinkSync(root, join(project, 'node_modules/ashlar'))
  for (const name of ['app', 'author', 'post', 'chunk', 'answer', 'summarize', 'summaries'])
    copyFileSync(join(root, `examples/blog/${name}.ts`), join(project, `${name}.ts`))
  copyFileSync(join(root, 'test/types/consumer.ts'), join(project, 'consumer.ts'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: 'types',
    skipLibCheck: true,
  }
  const paths = {
    preserveSymlinks: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...paths }, include: ['*.ts'] }),
  )
  return run('declarations of a project that depends on the built package', [
    'node_modules/typescript/bin/tsc',
    '-p',
    project,
  ])
}

const built = Object.entries(entries).filter(([, target]) => typeof target === 'object')
const outcomes = [demonstration(), declarations(), ...built.map(entry)]
rmSync(scratch, { recursive: true })
process.exit(outcomes.every(Boolean) ? 0 : 1)
