import type { Log } from '../context/log.ts'
import type { StorageWatch } from '../data-layer/data-layer.ts'
import { redactSecrets } from '../text/redact-secrets.ts'
import { clip } from '../text/shown.ts'

export interface DevelopmentOptions {
  /** Statements that take this many milliseconds or more are logged. Default 100. */
  readonly slowQuery?: number
}

const longestStatement = 4000
const oneLine = (text: string) => clip(text.replaceAll(/\s+/g, ' ').trim(), longestStatement)

/**
 * Whether development mode is on: as the application says, else as `ashlar dev` has put it into the
 * environment.
 */
export const developmentOptions = (
  option: boolean | DevelopmentOptions = process.env.ASHLAR_DEVELOPMENT === '1',
): DevelopmentOptions | undefined => (option === true ? {} : option || undefined)

/** Lines are for people and files: what looks like a key or a password is in none of them. */
export const withoutSecrets = (log: Log): Log => ({
  info: (line) => log.info(redactSecrets(line)),
  warn: (line) => log.warn(redactSecrets(line)),
  error: (line) => log.error(redactSecrets(line)),
})

/** Writes a line for each statement of a migration, and for each slow one. */
export const storageWatch = (log: Log, { slowQuery = 100 }: DevelopmentOptions): StorageWatch => ({
  migrated: (statements) => {
    for (const statement of statements) log.info(`migration: ${oneLine(statement)}`)
  },
  queried: (statement, milliseconds) => {
    if (milliseconds >= slowQuery)
      log.warn(`slow query, ${Math.round(milliseconds)} ms: ${oneLine(statement)}`)
  },
})
