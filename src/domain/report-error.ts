import { AshlarError } from '../error/ashlar-error.ts'

const messageOf = (error: unknown) =>
  error instanceof Error ? (error instanceof AshlarError ? error.message : `${error.name}: ${error.message}`) : String(error)

/** One line on standard error for what fails with nobody waiting for it. */
export const reportError = (error: unknown, where: string): void => {
  process.stderr.write(`${where}: ${messageOf(error).replaceAll(/\s+/g, ' ')}\n`)
}
