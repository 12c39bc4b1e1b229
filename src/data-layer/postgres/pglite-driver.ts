import type * as Pglite from '@electric-sql/pglite'
import { currentContext } from '../../context/context.ts'
import { AshlarError, AssumptionFailedError } from '../../error/ashlar-error.ts'
import { isMissing, missingPackage } from '../../error/optional-package.ts'
import type { Serial } from '../serial.ts'
import { connectionTurns, type WaitOptions } from '../transaction-chain.ts'
import type { Driver, SendOptions, SqlResult, SqlSession } from './driver.ts'
import { FolderLock } from './folder-lock.ts'
import { identifier } from './migrate/names.ts'

type Module = typeof Pglite
type Database = Pglite.PGlite

export interface EmbeddedOptions extends WaitOptions {
  /** The folder of the database. Default: none, it is in memory and gone at the end. */
  readonly dataDir?: string
  /** A PGlite of your own, which stays open when the layer closes. */
  readonly database?: unknown
  /**
   * Further extensions of PGlite by name, in addition to pgvector, which is loaded if
   * `@electric-sql/pglite-pgvector` is installed.
   */
  readonly extensions?: Readonly<Record<string, unknown>>
}

/**
 * Postgres in this process: one connection, so calls wait for each other and for an open
 * transaction.
 */
export class PgliteDriver implements Driver {
  readonly name = 'pglite'
  readonly address: string
  readonly concurrent = false
  readonly keepsStatistics = false
  readonly begin = 'begin'
  readonly statementTimeout = undefined
  readonly #options: EmbeddedOptions
  readonly #turns: Serial
  readonly #listeners = new Map<string, number>()
  #lock: FolderLock | undefined
  #open: { readonly database: Database; readonly session: WireSession } | undefined
  constructor(options: EmbeddedOptions) {
    this.#options = options
    this.#turns = turnsOf(options)
    this.address = 'pglite'
  }
  async connect(): Promise<void> {
    if (this.#open) return
    const { dataDir, database } = this.#options
    const module = await import('@electric-sql/pglite').catch(
      missingPackage('@electric-sql/pglite', 'pglite()'),
    )
    this.#lock =
      dataDir === undefined || database ? undefined : await inFolder(dataDir, () => lockOf(dataDir))
    try {
      const opened = (database as Database | undefined) ?? (await this.#start(module))
      await opened.waitReady
      this.#open = { database: opened, session: new WireSession(opened, module, this.#lock) }
      await this.#open.session.query(
        "select set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false), set_config('extra_float_digits', '1', false)",
        [],
      )
    } catch (error) {
      await this.#lock?.release()
      throw error
    }
  }
  async #start(module: Module): Promise<Database> {
    const { dataDir } = this.#options
    const extensions = { ...(await vectorExtension()), ...this.#options.extensions } as never
    if (dataDir === undefined) return module.PGlite.create({ extensions })
    return inFolder(dataDir, () =>
      module.PGlite.create({ dataDir: this.#lock?.folder ?? dataDir, extensions }),
    )
  }
  query(
    text: string,
    parameters: readonly (string | null)[],
    options?: SendOptions,
  ): Promise<SqlResult> {
    return this.#turns.run(() => this.#session.query(text, parameters, options))
  }
  pinned<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.#turns.run(() => work(this.#session))
  }
  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    const context = currentContext()
    const { database } = this.#opened
    const stop = database.onNotification((channelName, payload) => {
      if (channelName === channel) context.run(() => hear(payload))
    })
    this.#listeners.set(channel, (this.#listeners.get(channel) ?? 0) + 1)
    await this.query(`listen ${identifier(channel)}`, [])
    return async () => {
      stop()
      const remaining = (this.#listeners.get(channel) ?? 1) - 1
      this.#listeners.set(channel, remaining)
      if (remaining === 0) await this.query(`unlisten ${identifier(channel)}`, [])
    }
  }
  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    await this.#turns.run(async () => {
      if (open) await this.#end(open)
      await this.#lock?.release()
    })
  }
  /** What is another's by now is not even closed: closing writes. */
  async #end({
    database,
    session,
  }: {
    readonly database: Database
    readonly session: WireSession
  }): Promise<void> {
    if (database.closed || this.#lock?.isHeld === false) return
    if (this.#options.database) await session.forget()
    else await database.close()
  }
  get #opened() {
    if (!this.#open)
      throw new AssumptionFailedError('The data layer is not open.', {
        fix: 'Open it first, and close it last.',
      })
    return this.#open
  }
  get #session(): SqlSession {
    return this.#opened.session
  }
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOTDIR: ['it is a file, or is inside one', 'Choose another folder.'],
  EEXIST: ['it is a file, or is inside one', 'Choose another folder.'],
  EACCES: ['this process may not write there', 'Allow it, or choose another folder.'],
  EPERM: ['this process may not write there', 'Allow it, or choose another folder.'],
  EROFS: ['this process may not write there', 'Allow it, or choose another folder.'],
  ENOSPC: ['its disk is full', 'Free some space.'],
}
const unusable = [
  'Postgres cannot start from its files',
  'It is not a data folder, is damaged, or has another version. Choose another folder, or restore a copy.',
] as const
/**
 * Says what keeps a folder from being opened, where the system or Postgres says no more than a
 * code.
 */
const inFolder = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (AshlarError.isInstance(error)) throw error
    const [problem, fix] =
      reasons[error instanceof Error && 'code' in error ? String(error.code) : ''] ?? unusable
    throw new AssumptionFailedError(`The data folder ${folder} cannot be opened: ${problem}.`, {
      fix,
      cause: error,
    })
  }
}

/** Of a folder, also as PGlite names one by a scheme; what it keeps elsewhere has none. */
const lockOf = async (dataDir: string): Promise<FolderLock | undefined> =>
  /^(?!file:)\w+:\/\//.test(dataDir)
    ? undefined
    : FolderLock.take(dataDir.replace(/^file:\/\//, ''))

const vectorExtension = async (): Promise<Record<string, unknown>> => {
  try {
    const { vector } = await import('@electric-sql/pglite-pgvector')
    return { vector }
  } catch (error) {
    if (isMissing(error, '@electric-sql/pglite-pgvector')) return {}
    throw error
  }
}

/** Two layers on one PGlite share its one connection, and so their turns. */
const sharedTurns = new WeakMap<object, Serial>()
const turnsOf = (options: EmbeddedOptions): Serial => {
  const { database } = options
  if (typeof database !== 'object' || database === null) return connectionTurns(options)
  const turns = sharedTurns.get(database) ?? connectionTurns(options)
  sharedTurns.set(database, turns)
  return turns
}

/**
 * Speaks the wire protocol itself: one round for a statement instead of four, values as text both
 * ways.
 */
class WireSession implements SqlSession {
  readonly #database: Database
  readonly #serialize: Module['protocol']['serialize']
  readonly #prepared = new Set<string>()
  readonly #lock: FolderLock | undefined
  constructor(database: Database, { protocol }: Module, lock: FolderLock | undefined) {
    this.#database = database
    this.#lock = lock
    this.#serialize = protocol.serialize
  }
  async query(
    text: string,
    parameters: readonly (string | null)[],
    { name = '', signal }: SendOptions = {},
  ): Promise<SqlResult> {
    signal?.throwIfAborted()
    this.#lock?.assertHeld()
    const serialize = this.#serialize
    const isPrepared = name !== '' && this.#prepared.has(name)
    const bind = serialize.bind({ statement: name, values: [...parameters] })
    const parts = [
      ...(isPrepared ? [] : [serialize.parse({ name, text })]),
      bind,
      serialize.describe({ type: 'P' }),
      serialize.execute({}),
      serialize.sync(),
    ]
    const { messages } = await this.#database.execProtocol(Buffer.concat(parts), {
      throwOnError: false,
    })
    if (name !== '' && messages.some((message) => message.name === 'parseComplete'))
      this.#prepared.add(name)
    if (isPrepared && messages.some(isMissingStatement)) this.#prepared.delete(name)
    return resultOf(messages)
  }
  /** Leaves a connection that goes on without what was prepared on it. */
  async forget(): Promise<void> {
    const parts = [...this.#prepared].map((name) => this.#serialize.close({ type: 'S', name }))
    this.#prepared.clear()
    if (parts.length)
      await this.#database.execProtocol(Buffer.concat([...parts, this.#serialize.sync()]), {
        throwOnError: false,
      })
  }
}

type Message = Awaited<ReturnType<Database['execProtocol']>>['messages'][number]

/** Somebody else on the connection has deallocated it. */
const isMissingStatement = (message: Message) =>
  message.name === 'error' && (message as unknown as { readonly code?: string }).code === '26000'

const resultOf = (messages: readonly Message[]): SqlResult => {
  const rows: (string | null)[][] = []
  let fields: SqlResult['fields'] = []
  let affected = 0
  for (const message of messages) {
    if (message.name === 'error') throw message
    if (message.name === 'dataRow')
      rows.push((message as unknown as { readonly fields: (string | null)[] }).fields)
    else if (message.name === 'rowDescription')
      fields = (
        message as unknown as {
          readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
        }
      ).fields.map((field) => ({
        name: field.name,
        oid: field.dataTypeID,
      }))
    else if (message.name === 'commandComplete')
      affected = Number(
        /(\d+)$/.exec((message as unknown as { readonly text: string }).text)?.[1] ?? 0,
      )
  }
  return { fields, rows, affected }
}
