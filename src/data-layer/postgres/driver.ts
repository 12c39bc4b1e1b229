import type { Cells } from './compile/statement.ts'

export interface SqlResult {
  readonly fields: readonly { readonly name: string; readonly oid: number }[]
  /** Every value as the text Postgres writes. */
  readonly rows: readonly Cells[]
  readonly affected: number
}

export interface SendOptions {
  /** With a name a statement is prepared once for each connection. */
  readonly name?: string | undefined
  /** Ends the statement on the server as well, where the driver can. */
  readonly signal?: AbortSignal | undefined
}

/** One connection, or a pool that takes any. */
export interface SqlSession {
  /** Sends one statement. Rejects with the driver's error, which carries the SQLSTATE as `code`. */
  query(
    text: string,
    parameters: readonly (string | null)[],
    options?: SendOptions,
  ): Promise<SqlResult>
}

/** What a Postgres driver has to offer: everything else is the same for all. */
export interface Driver extends SqlSession {
  readonly name: 'pglite' | 'postgres'
  /** Where it leads, without user and password. */
  readonly address: string
  /** Whether a second query can run while a connection is pinned. */
  readonly concurrent: boolean
  /** Whether the server keeps the planner's statistics up to date by itself. */
  readonly keepsStatistics: boolean
  /** Begins a transaction, with the settings that hold in it. */
  readonly begin: string
  /**
   * How long a statement may take on the server, in milliseconds; undefined where nothing ends it.
   */
  readonly statementTimeout: number | undefined
  connect(): Promise<void>
  /** Keeps one connection for `work`. */
  pinned<T>(work: (session: SqlSession) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Hears the notifications of a channel until the returned function is called. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
