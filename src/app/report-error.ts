import { type Log, standardError } from '../context/log.ts'
import { AshlarError } from '../error/ashlar-error.ts'
import { redactSecrets } from '../text/redact-secrets.ts'

const deepest = 5
const longestMessage = 2000
const [mostFrames, longestFrame] = [100, 500]

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, longestMessage)
const messageOf = (error: unknown) =>
  error instanceof Error
    ? AshlarError.isInstance(error)
      ? error.message
      : `${error.name}: ${error.message}`
    : String(error)

/**
 * Errors that say what is wrong and what to do need no stack; of a fault nobody foresaw it is what
 * leads to the place.
 */
const isForeseen = (error: unknown) =>
  AshlarError.isInstance(error) && error.class !== 'unknown' && error.class !== 'framework'

/** The frames of a stack: what stands after the message, which may look like frames. */
const frames = (error: unknown): string[] => {
  if (!(error instanceof Error)) return []
  const { stack = '', message } = error
  const start = message === '' ? 0 : stack.indexOf(message) + message.length
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, mostFrames)
    .map((line) => line.slice(0, longestFrame))
}

const causes = (error: unknown): string[] => {
  const lines: string[] = []
  let cause = error instanceof Error ? error.cause : undefined
  for (let depth = 0; cause !== undefined && depth < deepest; depth++) {
    lines.push(`  because of ${oneLine(messageOf(cause))}`, ...frames(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return lines
}

/**
 * An error for a log: one line, and for a fault nobody foresaw its stack and its causes with
 * theirs. Secrets are taken out.
 */
export const errorText = (error: unknown, where: string): string => {
  const head = oneLine(`${where}: ${messageOf(error)}`)
  return redactSecrets(
    isForeseen(error) ? head : [head, ...frames(error), ...causes(error)].join('\n'),
  )
}

/** What fails with nobody waiting for it, as a line of a log. */
export const errorsTo =
  (log: Log) =>
  (error: unknown, where: string): void =>
    log.error(errorText(error, where))
export const reportError = errorsTo(standardError)
