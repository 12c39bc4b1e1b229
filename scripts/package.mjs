// Packs the built package, installs it in an empty project as the README says, and looks at it from
// there: the README's program runs, another PGlite of the same minor may be pinned, the types hold
// without skipLibCheck under two compilers, esbuild bundles it, and publint and arethetypeswrong
// find nothing. What the registry does not give is said and not checked.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fits, instrument } from '../test/examples/printed.ts'
import { installPinned } from './pinned.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const tools = join(root, '.ashlar/package-tools')
const toolVersions = {
  publint: '0.3.25',
  '@arethetypeswrong/cli': '0.18.5',
  typescript: '5.9.3',
  esbuild: '0.28.2',
}
/** Not the versions that the repository pins. */
const pinned = { '@electric-sql/pglite': '0.5.13', '@electric-sql/pglite-pgvector': '0.0.14' }
const mostMegabytes = 16

const run = (command, args, cwd) => {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    NODE_OPTIONS: '',
  }
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
    env,
  })
  return { passed: status === 0, stdout: stdout ?? '', output: `${stdout}${stderr}` }
}
const outcomes = []
const check = (name, { passed, output }) => {
  outcomes.push(passed)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name}`)
  if (!passed) console.log(output)
  return passed
}
const install = (cwd, ...packages) =>
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--prefer-offline',
      '--save-exact',
      ...packages,
    ],
    cwd,
  )

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce(
      (sum, file) =>
        sum + Math.ceil(readFileSync(join(file.parentPath, file.name)).length / 4096) * 4096,
      0,
    )

/** What `npm init -y` makes, with the two commands of the README. */
const newProject = (scratch, name) => {
  const folder = join(scratch, name)
  mkdirSync(folder)
  run('npm', ['init', '-y'], folder)
  run('npm', ['pkg', 'set', 'type=module'], folder)
  return folder
}

const readmeProgram = () =>
  /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1]

/** Runs a file as it stands. What it prints must be what its comments say, one after another. */
const runProgram = (folder, file) => {
  const result = run(process.execPath, [file], folder)
  const claims = instrument(readFileSync(join(folder, file), 'utf8')).prints.map(
    ({ claim }) => claim ?? '…',
  )
  const claimed = claims.join(' ')
  const same = fits(claimed, result.stdout.trim())
  return { passed: result.passed && same, output: `${result.output}\nIt says: ${claimed}` }
}

const specifiers = Object.keys(manifest.exports).filter((name) => name !== './package.json')
const importing = specifiers.map((name, at) => `import * as e${at} from 'ashlar${name.slice(1)}'`)
const consumer = `${importing.join('\n')}\nexport const all = [${specifiers.map((_, at) => `e${at}`).join(', ')}]\n`

const types = (folder, name, compiler, module) => {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module,
    moduleResolution: module === 'esnext' ? 'bundler' : module,
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['consumer.ts', 'desk.ts'] }),
  )
  check(
    `types without skipLibCheck, ${name}, ${module}`,
    run(process.execPath, [join(compiler, 'bin/tsc'), '-p', folder], folder),
  )
}

const scratch = mkdtempSync(join(tmpdir(), 'ashlar-package-'))
const packed = run('npm', ['pack', '--ignore-scripts', '--pack-destination', scratch], root)
const tarball = join(scratch, `${manifest.name}-${manifest.version}.tgz`)
check('npm pack', packed)

const bare = newProject(scratch, 'bare')
const installed = install(bare, tarball)
if (!installed.passed) {
  console.log(`skipped  the package could not be installed from the registry:\n${installed.output}`)
  process.exit(outcomes.every(Boolean) ? 0 : 1)
}
const megabytes = sizeOf(join(bare, 'node_modules')) / 2 ** 20
check(`${megabytes.toFixed(1)} MB without optional packages, at most ${mostMegabytes}`, {
  passed: megabytes <= mostMegabytes,
  output: '',
})

const project = newProject(scratch, 'project')
const others = Object.entries(pinned).map(([name, version]) => `${name}@${version}`)
if (check(`install beside ${others.join(' and ')}`, install(project, tarball, ...others))) {
  writeFileSync(join(project, 'desk.ts'), readmeProgram())
  check("the README's program in a new project", runProgram(project, 'desk.ts'))
  check('the command', run('npx', ['--no-install', 'ashlar', '--help'], project))
  // The types of no other entry need an optional package.
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const mcp = '@modelcontextprotocol/server'
  const { version } = lock[`node_modules/${mcp}`]
  check(`install ${mcp}`, install(project, `${mcp}@${version}`))
  writeFileSync(join(project, 'consumer.ts'), consumer)
  types(project, 'TypeScript 7', join(root, 'node_modules/typescript'), 'nodenext')
  if (installPinned(tools, toolVersions)) {
    const old = join(tools, 'node_modules/typescript')
    for (const module of ['nodenext', 'esnext']) types(project, 'TypeScript 5.9', old, module)
    check(
      'publint',
      run(
        process.execPath,
        [join(tools, 'node_modules/publint/src/cli.js'), '--strict', tarball],
        root,
      ),
    )
    // What is not installed stays an import, which fails with advice when it is needed.
    const bundle = ['--bundle', '--platform=node', '--format=esm', '--outfile=bundle.mjs']
    const esbuild = join(tools, 'node_modules/esbuild/bin/esbuild')
    writeFileSync(join(bare, 'consumer.ts'), consumer)
    check(
      'esbuild bundles without optional packages',
      run(esbuild, ['consumer.ts', ...bundle], bare),
    )
    const attw = join(tools, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    check(
      'arethetypeswrong',
      run(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-emoji'], root),
    )
  }
}
rmSync(scratch, { recursive: true })
process.exit(outcomes.every(Boolean) ? 0 : 1)
