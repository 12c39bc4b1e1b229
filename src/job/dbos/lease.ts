import { hostname } from 'node:os'
import { ConnectionFailedError } from '../../error/connection-failed.ts'
import { missingPackage } from '../../error/optional-package.ts'
import type { HintStore } from './queue.ts'

interface Client {
  query(
    text: string,
    values: readonly unknown[],
  ): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
  end(): Promise<void>
}

const connect = async (databaseUrl: string, onLost: (error: unknown) => void): Promise<Client> => {
  const { default: pg } = await import('pg').catch(missingPackage('pg', 'dbos()'))
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'ashlar jobs',
    keepAlive: true,
  })
  client.on('error', onLost)
  await client.connect().catch((cause: unknown) => {
    throw new ConnectionFailedError({ address: databaseUrl, cause })
  })
  return client
}

/**
 * Shows that this process is alive: an advisory lock on a separate connection, which the server
 * releases when the process ends. Any process that finds work of an executor without a lock returns
 * it to the queues.
 */
export class Lease {
  readonly executorId = `${hostname()}/${process.pid}/${crypto.randomUUID().slice(0, 8)}`
  readonly #databaseUrl: string
  readonly #store: HintStore
  readonly #onError: (error: unknown) => void
  #client: Client | undefined
  constructor(databaseUrl: string, store: HintStore, onError: (error: unknown) => void) {
    this.#databaseUrl = databaseUrl
    this.#store = store
    this.#onError = onError
  }

  async take(): Promise<void> {
    const client = await connect(this.#databaseUrl, (error) => this.#loseLock(error))
    this.#client = client
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [
      this.#key(this.executorId),
    ])
  }

  /** Returns the unfinished work of ended processes to the queues. */
  async sweep(): Promise<void> {
    if (!this.#client) await this.take()
    const { schema, application } = this.#store
    const pending = `from "${schema}".workflow_status where status = 'PENDING' and application_name = $1 and application_version = $1`
    const { rows } = (await this.#client?.query(
      `select distinct executor_id ${pending} and executor_id <> $2`,
      [application, this.executorId],
    )) ?? { rows: [] }
    for (const { executor_id: id } of rows) await this.#takeOver(String(id))
  }

  async release(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  #key(executorId: string): string {
    return `ashlar/${this.#store.application}/${executorId}`
  }

  #loseLock(error: unknown): void {
    if (this.#client) this.#onError(error)
    this.#client = undefined
  }

  async #takeOver(executorId: string): Promise<void> {
    const { schema, application } = this.#store
    const key = [this.#key(executorId)]
    const result = await this.#client?.query(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
      key,
    )
    if (result?.rows[0]?.free !== true) return
    await this.#client?.query(
      `update "${schema}".workflow_status set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null
       where status = 'PENDING' and application_name = $1 and application_version = $1 and executor_id = $2`,
      [application, executorId],
    )
    await this.#client?.query('select pg_advisory_unlock(hashtextextended($1, 0))', key)
  }
}
