import type { Cells } from './compile/statement.ts'

export interface SqlResult {
  readonly fields: readonly { readonly name: string; readonly oid: number }[]
  /** Every value as the text Postgres writes. */
  readonly rows: readonly Cells[]
  readonly affected: number
}

/** One connection, or a pool that takes any. */
export interface SqlSession {
  /** Sends one statement. With a name it is prepared once for each connection. Rejects with the driver's error, which carries the SQLSTATE as `code`. */
  query(text: string, parameters: readonly (string | null)[], name?: string): Promise<SqlResult>
}

/** What a Postgres driver has to offer: everything else is the same for all. */
export interface Driver extends SqlSession {
  readonly name: 'pglite' | 'postgres'
  /** Where it leads, without user and password. */
  readonly address: string
  /** Whether a second query can run while a connection is pinned. */
  readonly concurrent: boolean
  connect(): Promise<void>
  /** Keeps one connection for `work`. */
  pinned<T>(work: (session: SqlSession) => Promise<T>): Promise<T>
  /** Hears the notifications of a channel until the returned function is called. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
