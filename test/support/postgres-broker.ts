import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

const template = async (folder: string): Promise<string> => {
  const { PGlite } = await import('@electric-sql/pglite')
  const { vector } = await import('@electric-sql/pglite-pgvector')
  const database = await PGlite.create({ extensions: { vector } })
  const file = join(folder, 'pglite.tar')
  await writeFile(file, Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer()))
  await database.close()
  return file
}

/**
 * What test files share and only some need: made at the first request, gone at the end of the run.
 */
export const startBroker = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-tests-'))
  let server: Promise<PostgresServer> | undefined
  let pglite: Promise<string> | undefined
  const answers: Readonly<Record<string, () => Promise<string>>> = {
    '/postgres': async () => (await (server ??= startPostgres())).url,
    '/pglite': () => (pglite ??= template(folder)),
  }
  const broker = createServer((request, response) => {
    // A worker that was busy for long would otherwise ask again on a connection that is closed.
    response.shouldKeepAlive = false
    const answer = answers[request.url ?? '']
    const answered = answer
      ? answer()
      : Promise.reject(new Error(`There is no ${request.url} here.`))
    answered.then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
  const address = broker.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = async () => {
    broker.closeAllConnections()
    broker.close()
    await (await server)?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}
