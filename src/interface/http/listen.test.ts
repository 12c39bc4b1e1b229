import { describe, expect, it } from 'vitest'
import { combine, type Handler } from './handler.ts'
import { listen } from './listen.ts'

const handler = (path: string, close?: () => Promise<void>): Handler => ({
  path,
  fetch: async () => new Response(path),
  ...(close ? { close } : {}),
})
const answer = async (made: Handler, path: string) =>
  (await made.fetch(new Request(`http://localhost${path}`))).text()

describe('handlers together', () => {
  it('are asked by path, the longest first', async () => {
    const both = combine(handler('/api'), handler('/api/mcp'))
    expect([
      await answer(both, '/api/x'),
      await answer(both, '/api/mcp'),
      await answer(both, '/api/mcp/y'),
    ]).toEqual(['/api', '/api/mcp', '/api/mcp'])
  })
  it('leave alone what only begins like a path of theirs', async () => {
    const both = combine(handler('/api'), handler('/mcp'))
    expect(JSON.parse(await answer(both, '/apis'))).toEqual({
      errors: [
        {
          code: 'no_such_path',
          message: 'Nothing is served at this path. The paths are: /api, /mcp.',
        },
      ],
    })
  })
})

describe('listening', () => {
  it('answers at its url until it is closed', async () => {
    let closed = false
    const server = await listen(
      handler('/', async () => void (closed = true)),
      { port: 0 },
    )
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    expect(await (await fetch(server.url)).text()).toBe('/')
    await server.close()
    expect(closed).toBe(true)
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })
  it('says that a port is taken and what to do', async () => {
    const server = await listen(handler('/'), { port: 0 })
    await expect(listen(handler('/'), { port: server.port })).rejects.toMatchObject({
      code: 'listen_failed',
      message: expect.stringContaining('Choose another port'),
    })
    await server.close()
  })
  it('ends what still runs when the grace is over', async () => {
    const started = Promise.withResolvers<void>()
    const never = () => {
      started.resolve()
      return new Promise<Response>(() => {})
    }
    const server = await listen({ path: '/', fetch: never }, { port: 0, graceMs: 20 })
    const hanging = fetch(server.url).catch((error: Error) => error)
    await started.promise
    await server.close()
    expect(await hanging).toBeInstanceOf(Error)
  })
})
