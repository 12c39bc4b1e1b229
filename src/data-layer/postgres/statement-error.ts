import { AshlarError, AssumptionFailedError, UnknownError } from '../../error/ashlar-error.ts'
import { TimeoutError } from '../../error/connection-failed.ts'
import { InvalidAttributeError } from '../../error/invalid-value.ts'
import { differentLengths } from '../../expression/operator/vector.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import {
  missingReference,
  missingValue,
  primaryIdentity,
  stillReferenced,
  takenError,
} from '../constraint-errors.ts'
import { NumberOutOfRangeError, TransactionConflictError } from '../errors.ts'
import type { ForeignKey } from '../foreign-key.ts'
import { connectionError, isConnectionError } from './connection-error.ts'
import { declaredIndex, identityIndex, primaryKeyName, referenceName } from './migrate/names.ts'

/** What a statement was about, for errors that name a field. */
export interface StatementSubject {
  readonly resource?: ResourceInfo | undefined
  /** All of the storage: another one may be a view of the same table. */
  readonly resources: readonly ResourceInfo[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly address: string
  /** Whether what was sent may have been stored although its answer never came. */
  readonly uncertain?: boolean
  /** In milliseconds: how long it ran, and how long it may. */
  readonly elapsed?: number | undefined
  readonly timeLimit?: number | undefined
}
interface DriverError {
  readonly code?: string
  readonly severity?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly routine?: string
}

/** The error a caller gets for what the driver threw. SQL and values stay in the cause. */
export const statementError = (error: unknown, subject: StatementSubject): AshlarError => {
  if (AshlarError.isInstance(error)) return error
  if (isConnectionError(error)) return connectionError(error, subject)
  const details: DriverError = typeof error === 'object' && error !== null ? error : {}
  const result =
    constraintError(details, subject, error) ?? vectorError(error) ?? new UnknownError(error)
  if (subject.resource && hasSensitive(subject.resource)) withoutValues(error)
  return result
}

/** What pgvector says of two vectors of different lengths. */
const vectorError = (error: unknown): AshlarError | undefined => {
  const [, left, right] =
    /^(?:different vector dimensions (?=\d+ and)|expected (?=\d+ dimensions))(\d+)(?: and| dimensions, not) (\d+)/.exec(
      error instanceof Error ? error.message : '',
    ) ?? []
  return left === undefined ? undefined : differentLengths(Number(left), Number(right), error)
}

const hasSensitive = ({ attributes }: ResourceInfo) =>
  [...attributes.values()].some(({ sensitive }) => sensitive)

/**
 * Postgres quotes the row or key that broke a rule, PGlite the parameters; a log prints the cause
 * with all it has.
 */
const withoutValues = (error: unknown): void => {
  if (typeof error === 'object' && error !== null)
    for (const name of ['detail', 'where', 'params'])
      if (name in error) Reflect.deleteProperty(error, name)
}

/** Ended by the server: by the limit that the layer set, or by one of the database's own. */
const overTime = ({ resource, elapsed = 0, timeLimit }: StatementSubject, cause: unknown) =>
  new TimeoutError({
    work: resource ? `A statement on ${resource.name}` : 'A statement',
    ...(timeLimit !== undefined && elapsed >= timeLimit ? { milliseconds: timeLimit } : {}),
    cause,
  })

const constraintError = (
  details: DriverError,
  subject: StatementSubject,
  cause: unknown,
): AshlarError | undefined => {
  switch (details.code) {
    case '23505':
      return uniqueError(details, subject, cause)
    case '23503':
      return referenceError(details, subject, cause)
    case '23502':
      return details.column === undefined
        ? undefined
        : missingValue(fieldOf(details.column, subject.resource))
    case '23514':
    case '22001':
      return new InvalidAttributeError({
        field: fieldOf(details.column ?? details.constraint ?? 'value', subject.resource),
        message:
          details.code === '22001' ? 'is too long for its column' : 'breaks a rule of its table',
        rule: 'constraint',
        cause,
      })
    case '22003':
      return new NumberOutOfRangeError('an expression')
    case '21000':
      return (
        subject.resource && takenError(subject.resource, primaryIdentity(subject.resource), cause)
      )
    case '57014':
      return overTime(subject, cause)
    case '0A000':
      return isOutdatedPlan(details) ? new TransactionConflictError({ cause }) : undefined
    case '26000':
    case '42P05':
      return new AssumptionFailedError(
        'A prepared statement is missing, or exists already: a pooler assigns another connection to each transaction.',
        {
          fix: 'Open with prepare: false.',
          cause,
        },
      )
    case '40001':
    case '40P01':
    case '55P03':
      return new TransactionConflictError({ cause })
    default:
      return undefined
  }
}

/** The table changed after the statement was prepared. */
const isOutdatedPlan = ({
  code,
  routine,
}: {
  readonly code?: string
  readonly routine?: string
}): boolean => code === '0A000' && routine === 'RevalidateCachedQuery'

const fieldOf = (column: string, info: ResourceInfo | undefined) =>
  [...(info?.attributes.values() ?? [])].find((attribute) => attribute.column === column)?.name ??
  column

const uniqueError = (
  { constraint }: DriverError,
  { resource, resources }: StatementSubject,
  cause: unknown,
): AshlarError | undefined => {
  if (!resource) return undefined
  const { table } = resource
  if (constraint === primaryKeyName(table))
    return takenError(resource, primaryIdentity(resource), cause)
  const views = [resource, ...resources.filter((other) => other.table === table)]
  const identity = views
    .flatMap(({ identities }) => [...identities.values()])
    .find(({ name }) => identityIndex(table, name) === constraint)
  const index = views
    .flatMap(({ indexes }) => [...indexes.values()])
    .find(({ name }) => declaredIndex(table, name) === constraint)
  const broken = identity ?? (index && { ...index, keys: index.fields })
  return (
    broken &&
    takenError(resource, { name: broken.name, keys: broken.keys, message: broken.message }, cause)
  )
}

/** Postgres names the table that holds the reference, whichever side was changed. */
const referenceError = (
  { constraint, routine }: DriverError,
  { foreignKeys }: StatementSubject,
  cause: unknown,
): AshlarError | undefined => {
  const key = foreignKeys.find(
    ({ source, attribute }) => referenceName(source.table, attribute.column) === constraint,
  )
  if (!key) return undefined
  return isRemoval(cause) && routine === 'ri_ReportViolation'
    ? stillReferenced(key, cause)
    : missingReference(key, cause)
}
const isRemoval = (error: unknown) =>
  error instanceof Error &&
  'detail' in error &&
  typeof error.detail === 'string' &&
  / is still referenced /.test(error.detail)
