import type { Pool, PoolClient } from 'pg'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
import { ConnectionFailed } from '../../error/connection-failed.ts'
import type { Driver, SqlResult, SqlSession } from './driver.ts'
import { identifier } from './migrate/render.ts'
import { optionalPackage } from './missing-package.ts'

export interface ServerOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string
  /** The most connections at a time. Default 10. */
  readonly max?: number
  /** How long to wait for a connection, in milliseconds. Default 5000. */
  readonly connectionTimeout?: number
  /** What the server calls this program. Default: `ashlar`. */
  readonly applicationName?: string
}

const asText = { getTypeParser: () => (text: string) => text }

const send = async (client: Pool | PoolClient, text: string, parameters: readonly (string | null)[], name?: string): Promise<SqlResult> => {
  const query = { text, values: [...parameters], rowMode: 'array' as const, types: asText as never, ...(name === undefined ? {} : { name }) }
  const { fields, rows, rowCount } = await client.query(query)
  return { fields: fields.map((field) => ({ name: field.name, oid: field.dataTypeID })), rows: rows as (string | null)[][], affected: rowCount ?? 0 }
}

/** Days and times come as ISO text in UTC whatever the server's settings; `options` of the URL are kept. */
const settings = '-c timezone=UTC -c datestyle=ISO -c extra_float_digits=1'

export class PgDriver implements Driver {
  readonly name = 'postgres'
  readonly address: string
  readonly concurrent: boolean
  readonly #options: ServerOptions
  #pool: Pool | undefined
  constructor(options: ServerOptions) {
    this.#options = options
    this.address = options.url
    this.concurrent = (options.max ?? 10) > 1
  }
  async connect(): Promise<void> {
    if (this.#pool) return
    const { default: pg } = await optionalPackage('pg', () => import('pg'), 'postgres()')
    const { url, max = 10, connectionTimeout = 5000, applicationName = 'ashlar' } = this.#options
    if (!URL.canParse(url)) throw new ConnectionFailed({ address: url })
    const address = new URL(url)
    const options = [settings, address.searchParams.get('options')].filter(Boolean).join(' ')
    address.searchParams.delete('options')
    this.#pool = new pg.Pool({ connectionString: address.href, max, connectionTimeoutMillis: connectionTimeout, application_name: applicationName, options })
    // The pool drops an idle connection that breaks and makes another when one is asked for; without a listener the process would end.
    this.#pool.on('error', () => undefined)
  }
  query(text: string, parameters: readonly (string | null)[], name?: string): Promise<SqlResult> {
    return send(this.#open, text, parameters, name)
  }
  async pinned<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    const client = await this.#client()
    let broken: Error | undefined
    const session: SqlSession = {
      query: (text, parameters, name) =>
        send(client, text, parameters, name).catch((error: Error & { readonly code?: string; readonly severity?: string }) => {
          if (error.severity !== 'ERROR') broken = error
          throw error
        }),
    }
    try {
      return await work(session)
    } finally {
      client.release(broken)
    }
  }
  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    const client = await this.#client()
    const told = (message: { readonly channel: string; readonly payload?: string | undefined }) => {
      if (message.channel === channel) hear(message.payload ?? '')
    }
    client.on('notification', told)
    await client.query(`listen ${identifier(channel)}`)
    return async () => {
      client.off('notification', told)
      client.release(true)
    }
  }
  async close(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.end()
  }
  async #client(): Promise<PoolClient> {
    try {
      return await this.#open.connect()
    } catch (cause) {
      throw new ConnectionFailed({ address: this.address, cause })
    }
  }
  get #open(): Pool {
    if (!this.#pool) throw new AssumptionFailed('The data layer is not open.', { fix: 'Open it first, and close it last.' })
    return this.#pool
  }
}
