import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig, Pool, PoolClient, PoolConfig } from 'pg'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { ConnectionFailedError } from '../../error/connection-failed.ts'
import { missingPackage } from '../../error/optional-package.ts'
import { ConnectionsTakenError } from '../errors.ts'
import { connectionError } from './connection-error.ts'
import type { Driver, SendOptions, SqlResult, SqlSession } from './driver.ts'
import { Listener } from './pg-listener.ts'
import { cancelStatement, sendStatement } from './pg-statement.ts'
import { storageLimits } from '../../text/limits.ts'

export interface PgServerOptions {
  /**
   * `postgres://user:password@host:5432/database`, or with a socket's folder:
   * `postgresql://user@/database?host=/run/postgresql`.
   */
  readonly url: string
  /** The maximum number of connections. Default 10. */
  readonly max?: number
  /** How long to wait for a connection, in milliseconds. Default 5000. */
  readonly connectionTimeout?: number
  /**
   * How long a statement may take on the server, in milliseconds, then it fails with `timeout`; 0
   * for no limit. Default 30000. Migrations have none.
   */
  readonly statementTimeout?: number
  /**
   * False behind a pooler that assigns a connection to each transaction (such as PgBouncer in
   * transaction mode): nothing is prepared by name, and settings are set within each transaction.
   * Default: true.
   */
  readonly prepare?: boolean
  /** TLS, as Node's `tls.connect` takes it; `sslmode` in the URL decides first. */
  readonly ssl?: boolean | ConnectionOptions
  /** What the server calls this program. Default: `ashlar`. */
  readonly applicationName?: string
}

/**
 * As `pg` reads one: a URL, or the folder of a socket. What has another scheme, or none, it takes
 * for a host or a database of its own.
 */
const isAddress = (url: string | undefined) =>
  url !== undefined && /^(?:(?:postgres(?:ql)?|socket):|\/)/i.test(url)

const ignore = () => undefined

interface Checkout {
  readonly client: PoolClient
  broken: Error | undefined
}

/** Days and times come as ISO text in UTC whatever the server's settings. */
const settingsOf = (statementTimeout: number) => ({
  timezone: 'UTC',
  datestyle: 'ISO',
  extra_float_digits: '1',
  jit: 'off',
  statement_timeout: String(statementTimeout),
})
const settingsSql = (statementTimeout: number, local: boolean) =>
  `select ${Object.entries(settingsOf(statementTimeout))
    .map(([name, value]) => `set_config('${name}', '${value}', ${local})`)
    .join(', ')}`
/** `set`, unlike a function, leaves the transaction free to choose its isolation. */
const beginSql = (statementTimeout: number) =>
  [
    'begin',
    ...Object.entries(settingsOf(statementTimeout)).map(
      ([name, value]) => `set local ${name} to '${value}'`,
    ),
  ].join('; ')

export class PgDriver implements Driver {
  readonly name = 'postgres'
  readonly address: string
  readonly concurrent: boolean
  readonly keepsStatistics = true
  readonly begin: string
  readonly statementTimeout: number | undefined
  readonly #options: PgServerOptions
  readonly #max: number
  /** Whether a connection keeps what was prepared on it. */
  readonly #prepares: boolean
  readonly #settings: string
  #pool: Pool | undefined
  constructor(options: PgServerOptions) {
    const {
      url,
      max = storageLimits.connections,
      prepare = true,
      statementTimeout = storageLimits.statementMs,
    } = options
    this.#options = options
    this.#max = max
    this.address = url
    this.concurrent = max > 1
    this.#prepares = prepare
    this.statementTimeout = statementTimeout || undefined
    this.#settings = settingsSql(statementTimeout, !prepare)
    this.begin = prepare ? 'begin' : beginSql(statementTimeout)
  }
  async connect(): Promise<void> {
    if (this.#pool) return
    const { default: pg } = await import('pg').catch(missingPackage('pg', 'postgres()'))
    const {
      url,
      connectionTimeout = storageLimits.connectionMs,
      applicationName = 'ashlar',
      ssl,
    } = this.#options
    if (!isAddress(url))
      throw new ConnectionFailedError({ address: url ?? '', reason: 'malformed' })
    const config: ClientConfig & PoolConfig = {
      connectionString: url,
      max: this.#max,
      connectionTimeoutMillis: connectionTimeout,
      application_name: applicationName,
      keepAlive: true,
      ...(ssl === undefined ? {} : { ssl }),
      ...(this.#prepares
        ? {
            verify: (client: PoolClient, done: (error?: Error) => void) =>
              void client.query(this.#settings).then(() => done(), done),
          }
        : {}),
    }
    try {
      // Reads the address too, so an invalid one is found here.
      const { host } = new pg.Client(config)
      this.#pool = new pg.Pool({ ...config, host })
    } catch (cause) {
      throw new ConnectionFailedError({ address: url, cause })
    }
    // The pool drops a connection that breaks and makes another when one is asked for. Its user
    // learns of it from its statements; a connection without a listener, in the pool or between two
    // hands, would end the process.
    this.#pool.on('error', ignore)
    this.#pool.on('connect', (client) => client.on('error', ignore))
  }
  async query(
    text: string,
    parameters: readonly (string | null)[],
    options: SendOptions = {},
  ): Promise<SqlResult> {
    return this.#checkedOut(
      (checkout) =>
        this.#send(
          checkout,
          text,
          parameters,
          options,
          this.#prepares ? undefined : this.#settings,
        ),
      options.signal,
    )
  }
  pinned<T>(work: (session: SqlSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#checkedOut(
      (checkout) =>
        work({
          query: (text, parameters, options = {}) =>
            this.#send(checkout, text, parameters, options),
        }),
      signal,
    )
  }
  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    if (!this.#prepares)
      throw new AssumptionFailedError(
        'A pooler that assigns a connection to each transaction does not deliver notifications.',
        {
          fix: "Listen through a data layer that is opened on the server's own address, without prepare: false.",
        },
      )
    return Listener.start(() => this.#client(), channel, hear)
  }
  async close(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.end()
  }

  /**
   * Takes a connection for `work`. One that breaks meanwhile fails the statements on it, and never
   * comes back to the pool.
   */
  async #checkedOut<T>(
    work: (checkout: Checkout) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const checkout: Checkout = { client: await this.#client(signal), broken: undefined }
    const breaks = (error: Error) => {
      checkout.broken = error
    }
    checkout.client.on('error', breaks)
    try {
      return await work(checkout)
    } finally {
      checkout.client.release(checkout.broken)
      checkout.client.off('error', breaks)
    }
  }
  async #send(
    checkout: Checkout,
    text: string,
    parameters: readonly (string | null)[],
    { name, signal }: SendOptions,
    settings?: string,
  ): Promise<SqlResult> {
    signal?.throwIfAborted()
    const { client } = checkout
    let cancelling: Promise<void> | undefined
    let overdue: NodeJS.Timeout | undefined
    const abort = () => {
      cancelling = cancelStatement(client)
      overdue = setTimeout(() => void client.end(), storageLimits.cancelMs)
    }
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await sendStatement(client, text, parameters, {
        name: this.#prepares ? name : undefined,
        settings,
      })
    } catch (error) {
      if (leavesUnusable(error)) checkout.broken = error as Error
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      clearTimeout(overdue)
      // Else the request could reach whatever runs on the connection next.
      await cancelling
    }
  }
  /** A connection of the pool. Who gives up waiting leaves it to the next. */
  async #client(signal?: AbortSignal): Promise<PoolClient> {
    const pool = this.#open
    signal?.throwIfAborted()
    try {
      return await unlessAborted(signal, pool.connect())
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      if (isFull(cause))
        throw new ConnectionsTakenError({ address: this.address, max: this.#max, cause })
      throw connectionError(cause, { address: this.address })
    }
  }
  get #open(): Pool {
    if (!this.#pool)
      throw new AssumptionFailedError('The data layer is not open.', {
        fix: 'Open it first, and close it last.',
      })
    return this.#pool
  }
}

/** What pg's pool says to who waited for a connection until the time was up, and to nobody else. */
const isFull = (error: unknown) =>
  error instanceof Error && error.message === 'timeout exceeded when trying to connect'

/**
 * Errors of the connection itself, and of a statement that was prepared before its table changed,
 * which would fail on it for ever.
 */
const leavesUnusable = (error: unknown): boolean => {
  const { severity, code } = error as { readonly severity?: string; readonly code?: string }
  return severity !== 'ERROR' || code === '0A000'
}

const unlessAborted = async (
  signal: AbortSignal | undefined,
  connecting: Promise<PoolClient>,
): Promise<PoolClient> => {
  if (!signal) return connecting
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    const arrive = (client: PoolClient) => {
      signal.removeEventListener('abort', abort)
      if (signal.aborted) client.release()
      else resolve(client)
    }
    connecting.then(arrive, (error: unknown) => {
      signal.removeEventListener('abort', abort)
      reject(error)
    })
  })
}
