import { AshlarError } from './ashlar-error.ts'

const unnamed = 'the configured address'

/** Host, port and database. Where a password may have been read as one of them (an unescaped `/` or `#`, no scheme), nothing is said. */
const hostOf = (address: string): string => {
  if (/^[\w.-]+(:\d+)?$/.test(address)) return address
  if (!/^[\w+.-]+:\/\//.test(address) || !URL.canParse(address)) return unnamed
  const { host, pathname, hash } = new URL(address)
  if (hash || pathname.includes('@')) return unnamed
  return `${host}${pathname === '/' ? '' : pathname}` || unnamed
}

/** The data layer cannot be reached. Says the host and the database, never user or password. */
export class ConnectionFailed extends AshlarError {
  readonly class = 'framework'
  readonly code = 'connection_failed'
  /** `address` is a connection URL or a host. */
  constructor({ address, cause }: { readonly address: string; readonly cause?: unknown }) {
    const host = hostOf(address)
    super(`The database at ${host} cannot be reached. Check that it runs and that DATABASE_URL names it.`, { variables: { host }, cause })
  }
}
