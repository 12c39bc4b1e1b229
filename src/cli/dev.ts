import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { type Command, CommandLineError } from './run-cli.ts'

const checkEntry = (words: readonly string[]): void => {
  if ('Bun' in globalThis || 'Deno' in globalThis)
    throw new CommandLineError(
      'ashlar dev runs on Node.js. Elsewhere set ASHLAR_DEVELOPMENT=1, and let the runtime watch the files (--watch).',
    )
  const entry = words.find((word) => !word.startsWith('-'))
  if (entry === undefined)
    throw new CommandLineError(
      'Which program? Name the file that starts it: ashlar dev src/main.ts',
    )
  if (!existsSync(entry)) throw new CommandLineError(`There is no file ${entry}.`)
}

/** Node.js runs the program and starts it again when one of its files changes. */
const start = async (words: readonly string[]): Promise<void> => {
  checkEntry(words)
  const watching = ['--watch', '--watch-preserve-output', '--stack-trace-limit=50']
  const child = spawn(process.execPath, [...watching, ...words], {
    stdio: 'inherit',
    env: { ...process.env, ASHLAR_DEVELOPMENT: '1' },
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGTERM', pass)
  process.on('SIGINT', pass)
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve(code ?? (signal ? 128 + constants.signals[signal] : 1)),
    )
  })
  process.off('SIGTERM', pass)
  process.off('SIGINT', pass)
}

export const dev: Command = {
  meta: {
    name: 'dev',
    description: 'Run a program in development mode, and again when one of its files changes',
  },
  verbatim: true,
  args: {
    entry: {
      type: 'positional',
      required: false,
      description:
        'The file that starts the program. Options before it are for Node.js, words after it for the program',
    },
  },
  run: ({ rawArgs }) => start(rawArgs),
}
