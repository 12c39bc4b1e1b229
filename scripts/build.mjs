// Builds what package.json exports: its code bundled, one file for each entry beside the chunks
// they share, its types as tsc writes them. The entries are those of package.json: `ashlar-source`
// of an export says where its source is, `default` and `types` where the build is.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { llmsText } from './llms.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { exports: declared, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = Object.values(declared).filter((target) => typeof target === 'object')

/** `./dist/cli/ashlar.js` is `cli/ashlar`. */
const nameOf = (target) => target.replace(/^\.\/dist\//, '').replace(/\.js$/, '')
const input = Object.fromEntries([
  ...entries.map(({ 'ashlar-source': source, default: target }) => [
    nameOf(target),
    join(root, source),
  ]),
  ...Object.values(bin).map((target) => [
    nameOf(target),
    join(root, 'src', `${nameOf(target)}.ts`),
  ]),
])

/** What every entry needs most of is one file. */
const ground = /\/src\/(text|error|type|context|expression)\//

const bundle = async () => {
  const built = await rolldown({
    input,
    platform: 'node',
    external: /^[^./]/,
    // Every file of the package may be left out where nothing of it is used, as package.json
    // promises.
    treeshake: { moduleSideEffects: false },
    preserveEntrySignatures: 'strict',
    onLog: (level, log, pass) => {
      if (level === 'warn') throw new Error(log.message)
      pass(level, log)
    },
  })
  const { output } = await built.write({
    dir: join(root, 'dist'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk/[name].js',
    codeSplitting: { groups: [{ name: 'ground', test: ground }] },
    // Names stay, so that a stack trace is read as it stands; maps would double the package.
    minify: false,
    comments: { jsdoc: false },
    sourcemap: false,
  })
  await built.close()
  // The name of an error is the name of its class.
  const renamed = output.flatMap(
    ({ code }) => code?.match(/[\w$]+\$\d+ = class\b|\bclass [\w$]+\$\d+/g) ?? [],
  )
  if (renamed.length)
    throw new Error(`Two classes share a name, and one was renamed: ${renamed.join(', ')}`)
  return output
}

/** The files that a file of types refers to. */
const references = (file) =>
  [...readFileSync(file, 'utf8').matchAll(reference)].map(([, , path]) =>
    join(dirname(file), path.replace(/\.js$/, '.d.ts')),
  )
const reference = /(from |import\()'(\.[^']*)'/g

/**
 * Types stay one file for each source file, as far as an entry reaches them; each entry refers to
 * its own.
 */
const types = () => {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
  for (const { 'ashlar-source': source, types: target } of entries) {
    const from = posix.relative(
      posix.dirname(target),
      source.replace(/^\.\/src\//, './dist/types/').replace(/\.ts$/, '.js'),
    )
    mkdirSync(dirname(join(root, target)), { recursive: true })
    writeFileSync(join(root, target), `export * from './${from}'\n`)
  }
  const reached = new Set(entries.map(({ types: target }) => join(root, target)))
  for (const file of reached) {
    // tsc leaves the extensions of sources in what it declares.
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(reference, (all, word, path) =>
        path.endsWith('.ts') ? `${word}'${path.slice(0, -3)}.js'` : all,
      ),
    )
    for (const next of references(file)) reached.add(next)
  }
  for (const name of readdirSync(join(root, 'dist/types'), { recursive: true })) {
    const file = join(root, 'dist/types', name)
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
  return reached.size
}

rmSync(join(root, 'dist'), { recursive: true, force: true })
writeFileSync(join(root, 'llms.txt'), llmsText())
const declarations = types()
const output = await bundle()
const code = output.reduce((sum, { code: text }) => sum + (text?.length ?? 0), 0)
console.log(
  `${entries.length} entries: ${output.length} files of code, ${Math.round(code / 1024)} kB; ${declarations} files of types`,
)
