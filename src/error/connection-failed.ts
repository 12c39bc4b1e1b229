import { AshlarError } from './ashlar-error.ts'

const unnamed = 'the configured address'

/**
 * The form without a host, which a parameter names: `postgresql://user@/app?host=/run/postgresql`.
 */
const hostInQuery =
  /^[\w+.-]+:\/\/(?:[^/@?#]*@)?\/([\w.-]*)\?(?:[^#]*&)?host=([\w./%-]+)(?:&[^#]*)?$/

/**
 * Host, port and database. Where a password may have been read as one of them (an unescaped `/` or
 * `#`, no scheme), nothing is said.
 */
export const hostOf = (address: string): string => {
  if (/^[\w.-]+(:\d+)?$/.test(address)) return address
  const [, database, host] = hostInQuery.exec(address) ?? []
  if (host) return `${host.replaceAll(/%2f/gi, '/')}${database ? `/${database}` : ''}`
  if (!/^[\w+.-]+:\/\//.test(address) || !URL.canParse(address)) return unnamed
  const { host: hostname, pathname, hash } = new URL(address)
  if (hash || pathname.includes('@')) return unnamed
  return `${hostname}${pathname === '/' ? '' : pathname}` || unnamed
}

const reasons = {
  malformed:
    'is not a valid address, such as postgres://user:password@host:5432/database. Check DATABASE_URL',
  unreachable: 'cannot be reached. Check that it runs and that DATABASE_URL names it',
  refused:
    'cannot be reached: nothing listens there. Check that it runs and that DATABASE_URL names it',
  unknownHost: 'cannot be reached: its host name is not known. Check DATABASE_URL',
  slow: 'did not answer in time. Check that it runs and that the network allows the connection',
  password: 'did not accept the password. Check the user and the password in DATABASE_URL',
  role: 'does not accept this user. Check that the role exists, may log in, and is allowed from here',
  database: 'does not exist on its server. Create it, or name another in DATABASE_URL',
  starting: 'is starting up or shutting down. Try again',
  rejected: 'or the pooler in front of it rejected the connection. The cause says why',
  lost: 'closed the connection. What was not committed is rolled back. Try again',
  unsure:
    'closed the connection before it answered. Check whether the write was stored before you try again',
} as const

export type ConnectionFailure = keyof typeof reasons

/** What the same call meets again until somebody changes a setting. */
const lasting: ReadonlySet<ConnectionFailure> = new Set([
  'malformed',
  'password',
  'role',
  'database',
])

/**
 * The database cannot be reached, or closed the connection. Says the host and the database, never
 * user or password.
 */
export class ConnectionFailedError extends AshlarError {
  static override readonly mark: string = 'ashlar.ConnectionFailedError'
  readonly class = 'framework'
  readonly code = 'connection_failed'
  override readonly retryable: boolean = true
  /** `address` is a connection URL or a host. */
  constructor({
    address,
    reason = 'unreachable',
    cause,
  }: { readonly address: string; readonly reason?: ConnectionFailure; readonly cause?: unknown }) {
    const host = hostOf(address)
    super(`The database at ${host} ${reasons[reason]}.`, { variables: { host, reason }, cause })
    this.retryable = !lasting.has(reason)
  }
}

/** The work took longer than its time limit. */
export class TimeoutError extends AshlarError {
  static override readonly mark: string = 'ashlar.TimeoutError'
  readonly class = 'invalid'
  readonly code = 'timeout'
  override readonly retryable = true
  /** `work` names what ran: `Post.published`. Without `milliseconds` it was ended from outside. */
  constructor({
    work,
    milliseconds,
    cause,
  }: { readonly work: string; readonly milliseconds?: number; readonly cause?: unknown }) {
    const limit =
      milliseconds === undefined ? 'than the database allows' : `than ${milliseconds} ms`
    super(`${work} took longer ${limit}. Narrow it or allow more time.`, {
      variables: { work, milliseconds },
      cause,
    })
  }
}
