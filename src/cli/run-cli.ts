import { stripVTControlCharacters } from 'node:util'
import { type ArgsDef, type CommandDef, renderUsage, runCommand } from 'citty'
import { didYouMean } from '../text/nearest.ts'

/** A command as it is declared here: nothing of it is computed later. */
export interface Command {
  readonly meta: { readonly name: string; readonly description: string }
  readonly args?: ArgsDef
  readonly subCommands?: Readonly<Record<string, Command>>
  /** Arguments go to the command as they stand: they are another program's. */
  readonly verbatim?: boolean
  readonly run?: CommandDef['run']
}

/** What is wrong with the words of a command line. */
export class CommandLineError extends Error {}

const isOption = (word: string) => word.startsWith('-')
const asksFor = (words: readonly string[], ...names: readonly string[]) =>
  words.some((word) => names.includes(word))

/** The command that the words name, the names that lead to it, and the words behind them. */
const find = (
  command: Command,
  words: readonly string[],
  path: readonly string[] = [command.meta.name],
): { readonly command: Command; readonly path: readonly string[]; readonly rest: string[] } => {
  const [word, ...rest] = words
  const { subCommands } = command
  if (!subCommands || word === undefined || isOption(word))
    return { command, path, rest: [...words] }
  const next = Object.hasOwn(subCommands, word) ? subCommands[word] : undefined
  if (next) return find(next, rest, [...path, word])
  const names = Object.keys(subCommands)
  throw new CommandLineError(
    `There is no command "${[...path.slice(1), word].join(' ')}".${didYouMean(word, names) || ` There are: ${names.join(', ')}.`}`,
  )
}

const checkOptions = (words: readonly string[], names: readonly string[]): void => {
  const options = names.map((name) => `--${name}`)
  for (const word of words.filter((each) => each.startsWith('--') && each !== '--')) {
    const option = word.replace(/=.*/s, '')
    if (!options.includes(option))
      throw new CommandLineError(
        `There is no option ${option}.${didYouMean(option, options) || ` There are: ${options.join(', ')}.`}`,
      )
  }
}

/** Colors are for terminals, and for those who want them (https://no-color.org). */
const print = (text: string): void => {
  const isColored = process.stdout.isTTY && !process.env.NO_COLOR
  console.log(isColored ? text : stripVTControlCharacters(text).replaceAll(/ +$/gm, ''))
}

const usage = async (command: Command, path: readonly string[]): Promise<string> => {
  const parent = path.slice(0, -1).join(' ')
  const text = await renderUsage(
    command as CommandDef,
    parent ? { meta: { name: parent } } : undefined,
  )
  return text.trimEnd()
}

const perform = async (root: Command, version: string, words: readonly string[]): Promise<void> => {
  const [first] = words
  if (first !== undefined && asksFor([first], '--version', '-v')) return print(version)
  const { command, path, rest } = find(root, words)
  // The words after a program's name are the program's.
  const own = command.verbatim ? rest.slice(0, 1) : rest
  if (asksFor(own, '--help', '-h')) return print(await usage(command, path))
  if (!command.verbatim)
    checkOptions(rest, [
      ...Object.keys(command.args ?? {}),
      'help',
      ...(command === root ? ['version'] : []),
    ])
  if (!command.run) return print(await usage(command, path))
  await runCommand(command as CommandDef, { rawArgs: rest })
}

/**
 * Runs the command that the words name. Help and version are answers and end well; a wrong word is
 * one line on standard error, and exit code 1.
 */
export const runCli = async (
  root: Command,
  { version, words }: { readonly version: string; readonly words: readonly string[] },
): Promise<void> => {
  try {
    await perform(root, version, words)
  } catch (error) {
    const isLine =
      error instanceof CommandLineError || (error instanceof Error && error.name === 'CLIError')
    if (!isLine) throw error
    console.error(stripVTControlCharacters(error.message))
    process.exitCode = 1
  }
}
