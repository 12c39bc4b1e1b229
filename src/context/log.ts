/**
 * Where lines about an application's work go. `console` is one, and so are the loggers of pino and
 * winston.
 */
export interface Log {
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

const write = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Every line on standard error: standard output belongs to the program. */
export const standardError: Log = Object.freeze({ info: write, warn: write, error: write })
