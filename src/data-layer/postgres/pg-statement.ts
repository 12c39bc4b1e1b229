import type { ClientBase, Connection, Submittable } from 'pg'
import type { SqlResult } from './driver.ts'

/** What pg's connection offers to a custom query. */
interface Wire {
  readonly stream: { cork?(): void; uncork?(): void }
  parse(message: { readonly text: string; readonly name: string }): void
  bind(message: { readonly values: readonly (string | null)[] }): void
  describe(message: { readonly type: 'P' }): void
  execute(message: object): void
  sync(): void
}
interface FieldMessage {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** How many rows a command says that it touched. */
const affectedBy = (command: string): number => Number(/(\d+)$/.exec(command)?.[1] ?? 0)

/**
 * A statement, and before it what must be set for it, sent as one round and run as one transaction.
 * A pooler between may take any connection for it, and nothing of it stays there.
 */
class StatementWithSettings implements Submittable {
  readonly #settings: string
  readonly #text: string
  readonly #parameters: readonly (string | null)[]
  readonly #resolve: (result: SqlResult) => void
  readonly #reject: (error: Error) => void
  readonly #rows: (string | null)[][] = []
  #fields: SqlResult['fields'] = []
  #affected = 0
  #commands = 0
  constructor(
    settings: string,
    text: string,
    parameters: readonly (string | null)[],
    settle: {
      readonly resolve: (result: SqlResult) => void
      readonly reject: (error: Error) => void
    },
  ) {
    this.#settings = settings
    this.#text = text
    this.#parameters = parameters
    this.#resolve = settle.resolve
    this.#reject = settle.reject
  }
  submit(connection: Connection): void {
    const wire = connection as unknown as Wire
    wire.stream.cork?.()
    wire.parse({ text: this.#settings, name: '' })
    wire.bind({ values: [] })
    wire.execute({})
    wire.parse({ text: this.#text, name: '' })
    wire.bind({ values: this.#parameters })
    wire.describe({ type: 'P' })
    wire.execute({})
    wire.sync()
    wire.stream.uncork?.()
  }
  handleRowDescription({ fields }: FieldMessage): void {
    this.#fields = fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }))
  }
  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    if (this.#commands === 1) this.#rows.push(fields)
  }
  handleCommandComplete({ text }: { readonly text: string }): void {
    if (++this.#commands === 2) this.#affected = affectedBy(text)
  }
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleError(error: Error): void {
    this.#reject(error)
  }
  handleReadyForQuery(): void {
    this.#resolve({ fields: this.#fields, rows: this.#rows, affected: this.#affected })
  }
}

const asText = { getTypeParser: () => (text: string) => text }

/** Sends a statement; with `settings` before it in the same round. Values are text both ways. */
export const sendStatement = async (
  client: ClientBase,
  text: string,
  parameters: readonly (string | null)[],
  {
    name,
    settings,
  }: { readonly name?: string | undefined; readonly settings?: string | undefined } = {},
): Promise<SqlResult> => {
  if (settings !== undefined)
    return new Promise((resolve, reject) =>
      client.query(new StatementWithSettings(settings, text, parameters, { resolve, reject })),
    )
  const query = {
    text,
    values: [...parameters],
    rowMode: 'array' as const,
    types: asText as never,
    ...(name === undefined ? {} : { name }),
  }
  const results = await client.query(query)
  // Several statements in one text have a result each.
  const { fields, rows, rowCount } = Array.isArray(results)
    ? (results.at(-1) as typeof results)
    : results
  return {
    fields: fields.map((field) => ({ name: field.name, oid: field.dataTypeID })),
    rows: rows as (string | null)[][],
    affected: rowCount ?? 0,
  }
}

interface Cancellable {
  readonly host: string
  readonly port: number
  readonly processID: number | null
  readonly secretKey: number | null
}
const cancelRequest = 80_877_102

/**
 * Asks the server to end what runs on a connection: on another one, as the protocol has it.
 * Resolves when the request was taken, or could not be brought.
 */
export const cancelStatement = (client: ClientBase): Promise<void> => {
  const { host, port, processID, secretKey } = client as unknown as Cancellable
  if (processID === null || secretKey === null) return Promise.resolve()
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(cancelRequest, 4)
  message.writeInt32BE(processID, 8)
  message.writeInt32BE(secretKey, 12)
  const { connect } = process.getBuiltinModule('node:net')
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    socket.setTimeout(2000, () => socket.destroy())
    // A server that is gone runs nothing any more; its own time limit ends what a lost request
    // leaves.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    // The connection that took it closes: a pooler drops the request of a client that hangs up
    // first.
    socket.on('connect', () => socket.write(message))
    socket.resume()
  })
}
