import { AshlarError } from './ashlar-error.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there. Choose another port; 0 takes a free one.',
  EACCES: 'Ports below 1024 need privileges. Choose a higher one.',
  EADDRNOTAVAIL: 'This machine has no such address. Use 127.0.0.1 for this machine alone, 0.0.0.0 for all.',
}

/** A server cannot be reached where it was asked to listen. */
export class ListenFailed extends AshlarError {
  readonly class = 'framework'
  readonly code = 'listen_failed'
  constructor({ host, port, cause }: { readonly host: string; readonly port: number; readonly cause: unknown }) {
    const reason = (cause as { readonly code?: string }).code ?? ''
    super(`The server cannot listen on ${host}:${port}. ${reasons[reason] ?? `The system says ${reason || 'no more'}.`}`, {
      variables: { host, port, reason },
      cause,
    })
  }
}
