import { ConnectionFailedError, type ConnectionFailure } from '../../error/connection-failed.ts'
import { ConnectionsTakenError } from '../errors.ts'

const byCode: Readonly<Record<string, ConnectionFailure>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'refused',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'slow',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  '28P01': 'password',
  '28000': 'role',
  '42501': 'role',
  '3D000': 'database',
  '57P03': 'starting',
  '57P01': 'lost',
  '57P02': 'lost',
  '57P05': 'lost',
  '08P01': 'rejected',
}
/** What pg says without a code. */
const byMessage: readonly (readonly [RegExp, ConnectionFailure])[] = [
  [/due to connection timeout|timeout expired|timeout exceeded/i, 'slow'],
  [/SASL|password must be a string/i, 'password'],
  [/terminated|not queryable|client was closed|connection ended/i, 'lost'],
  [/SSL|certificate/i, 'rejected'],
]

interface Details {
  readonly code?: string
  readonly severity?: string
  readonly message: string
}
const detailsOf = (error: unknown): Details => (error instanceof Error ? error : { message: '' })

const reasonOf = ({ code = '', severity, message }: Details): ConnectionFailure => {
  const words = byCode[code]
  if (words) return words
  if (code === '') return byMessage.find(([pattern]) => pattern.test(message))?.[1] ?? 'unreachable'
  return severity === undefined ? 'unreachable' : 'lost'
}

/**
 * Whether it is about the connection and not about a statement: the server ends with `FATAL`, the
 * network with a code of its own.
 */
export const isConnectionError = (error: unknown): boolean => {
  const { code = '', severity, message } = detailsOf(error)
  if (severity === 'FATAL' || severity === 'PANIC' || /^(08(?!P01)|57P0[1-5]|E[A-Z]{3})/.test(code))
    return true
  return (
    code === '' &&
    byMessage.some(([pattern, reason]) => reason !== 'rejected' && pattern.test(message))
  )
}

/**
 * What prevented or ended a connection; `uncertain` if what was sent on it may have been stored.
 */
export const connectionError = (
  error: unknown,
  { address, uncertain = false }: { readonly address: string; readonly uncertain?: boolean },
): ConnectionFailedError | ConnectionsTakenError => {
  const details = detailsOf(error)
  if (details.code === '53300') return new ConnectionsTakenError({ address, cause: error })
  const reason = reasonOf(details)
  return new ConnectionFailedError({
    address,
    reason: reason === 'lost' && uncertain ? 'unsure' : reason,
    cause: error,
  })
}
