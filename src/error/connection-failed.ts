import { AshlarError } from './ashlar-error.ts'

const hostOf = (address: string): string => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url) return `${url.host}${url.pathname === '/' ? '' : url.pathname}` || url.protocol
  // What is no URL may still hold a password in front of the host.
  return /^[\w.:-]+$/.test(address) ? address : 'the configured address'
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
