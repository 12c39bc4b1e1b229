import { request as send } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { http } from '../../src/interface/http/http.ts'
import { listen } from '../../src/interface/http/listen.ts'
import { mcp } from '../../src/interface/mcp/mcp.ts'
import { tool } from '../../src/interface/tool/tool.ts'
import { serve } from '../../src/setup/serve.ts'
import type { ServerOptions } from '../../src/interface/server/start-server.ts'
import { openBlog } from '../support/blog/open.ts'
import { lingering, User } from '../support/blog/user.ts'

interface Started {
  readonly port: number
  close(): Promise<void>
}
/**
 * A server of this package: how it is started, a request that it answers, and one that takes long.
 */
interface Kind {
  start(options?: Partial<ServerOptions>): Promise<Started>
  readonly path: string
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
  readonly slow: { readonly path: string; readonly body: object }
  /** The abort signals of slow requests that are being answered. */
  readonly running: readonly AbortSignal[]
}

let blog: Awaited<ReturnType<typeof openBlog>>
beforeAll(async () => {
  blog = await openBlog()
})
afterAll(() => blog.app.close())

const actor = () => null
const call = (method: string, params: object) => ({ jsonrpc: '2.0', id: 1, method, params })
const asked: AbortSignal[] = []
const waiting = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
const answer = {
  content: [{ type: 'text' as const, text: 'yes' }],
  finishReason: { unified: 'stop' as const, raw: 'stop' },
  usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } },
  warnings: [],
}
/** A model that answers at once, or never where the prompt says so. */
const model = {
  specificationVersion: 'v4',
  provider: 'test',
  modelId: 'test',
  supportedUrls: {},
  doGenerate: async ({
    prompt,
    abortSignal,
  }: {
    readonly prompt: unknown
    readonly abortSignal: AbortSignal
  }) => {
    if (!JSON.stringify(prompt).includes('wait')) return answer
    asked.push(abortSignal)
    return waiting(abortSignal)
  },
} as unknown as NonNullable<NonNullable<Parameters<typeof serve>[0]>['model']>
const question = (content: string) => ({ model: 'test', messages: [{ role: 'user', content }] })

const kinds: Readonly<Record<string, Kind>> = {
  'http()': {
    start: (options) => listen(http(blog.app, { actor }), { port: 0, ...options }),
    path: '/api/post/list',
    body: {},
    slow: { path: '/api/user/linger', body: {} },
    running: lingering,
  },
  'mcp()': {
    start: (options) =>
      listen(
        mcp(blog.app, { name: 'blog', version: '1', actor, tools: [tool(User.actions.linger)] }),
        { port: 0, ...options },
      ),
    path: '/mcp',
    body: call('tools/list', {}),
    headers: { accept: 'application/json, text/event-stream' },
    slow: { path: '/mcp', body: call('tools/call', { name: 'user_linger', arguments: {} }) },
    running: lingering,
  },
  'serve()': {
    start: async (options) => {
      const server = await serve({ model, ...options })
      return { port: Number(new URL(server.baseURL).port), close: () => server.close() }
    },
    path: '/v1/chat/completions',
    body: question('hello'),
    slow: { path: '/v1/chat/completions', body: question('wait') },
    running: asked,
  },
}

/** The status of a request whose headers, Host and Origin too, are just those given. */
const status = (
  port: number,
  { path, body, headers = {} }: Pick<Kind, 'path' | 'body' | 'headers'>,
  more: Readonly<Record<string, string>> = {},
) =>
  new Promise<number>((resolve, reject) => {
    const text = JSON.stringify(body)
    const options = {
      port,
      host: '127.0.0.1',
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', ...headers, ...more },
    }
    send(options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end(text)
  })

/** What a raw connection hears until it is closed. */
const heard = (port: number, text: string) =>
  new Promise<string>((resolve) => {
    let all = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => (all += data.toString('latin1'))).on('error', () => {})
    socket.on('close', () => resolve(all))
  })

describe.each(Object.entries(kinds))('a server of %s', (_, kind) => {
  let server: Started
  beforeAll(async () => {
    server = await kind.start()
  })
  afterAll(() => server.close())
  const asks = (more: Readonly<Record<string, string>> = {}) => status(server.port, kind, more)

  test.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'evil.example#localhost',
    'evil.example/localhost',
    '192.168.0.7',
    '0.0.0.0',
    '[fe80::1]',
  ])('on this machine does not answer to the host name %j', async (host) => {
    expect([400, 403]).toContain(await asks({ host }))
  })
  test.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:9', '[::1]:80'])(
    'answers to the name of this machine %j',
    async (host) => {
      expect(await asks({ host })).toBe(200)
    },
  )
  test('does not answer to a foreign name in the request line either', async () => {
    const text = JSON.stringify(kind.body)
    const head = `POST http://evil.example${kind.path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n`
    expect(
      await heard(server.port, `${head}Content-Length: ${text.length}\r\n\r\n${text}`),
    ).toMatch(/^HTTP\/1\.1 40[03]/)
  })
  test.each([
    'http://evil.example',
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'file://',
    'http://127.0.0.1.evil.example:80',
  ])('refuses a page of %s', async (origin) => {
    expect(await asks({ origin })).toBe(403)
  })
  test.each(['http://localhost:5173', 'http://127.0.0.1:1', 'http://[::1]:8080'])(
    'answers a page of this machine, %s',
    async (origin) => {
      expect(await asks({ origin })).toBe(200)
    },
  )
  test('answers to the hosts and pages that its options name, and to no others', async () => {
    const open = await kind.start({
      allowedHosts: ['box.local'],
      allowedOrigins: ['https://app.example', 'tools.example'],
    })
    const of = (more: Readonly<Record<string, string>>) => status(open.port, kind, more)
    expect(await of({ host: 'box.local:80' })).toBe(200)
    expect(await of({ host: 'box.example' })).toBe(403)
    expect(await of({ origin: 'http://app.example' })).toBe(403)
    await open.close()
  })
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ])('takes nothing of the content type %j', async (type) => {
    expect(await asks({ 'content-type': type })).toBe(415)
  })
  test('takes no endless body', async () => {
    const text = JSON.stringify({ ...kind.body, padding: 'x'.repeat(17 * 1_048_576) })
    expect(await status(server.port, { ...kind, body: JSON.parse(text) as object })).toBe(413)
  })
  test('hangs up on what is half sent', async () => {
    const strict = await kind.start({ headersTimeoutMs: 150, requestTimeoutMs: 300 })
    const began = Date.now()
    const halves = [
      'POST ',
      `POST ${kind.path} HTTP/1.1\r\nHost: localhost\r\n`,
      `POST ${kind.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{`,
    ]
    const answers = await Promise.all(halves.map((half) => heard(strict.port, half)))
    expect(answers.map((text) => /^HTTP\/1\.1 (408|40\d)/.test(text))).toEqual([true, true, true])
    expect(Date.now() - began).toBeLessThan(5000)
    await strict.close()
  })
  test('ends the work for whoever hangs up', async () => {
    const before = kind.running.length
    const caller = new AbortController()
    const answered = fetch(`http://127.0.0.1:${server.port}${kind.slow.path}`, {
      method: 'POST',
      body: JSON.stringify(kind.slow.body),
      headers: { 'content-type': 'application/json', ...kind.headers },
      signal: caller.signal,
    }).then((response) => response.text())
    await vi.waitFor(() => expect(kind.running.length).toBe(before + 1))
    caller.abort()
    await expect(answered).rejects.toThrow('abort')
    await vi.waitFor(() => expect(kind.running[before]?.aborted).toBe(true))
  })
})

test('a page that a handler itself lets in reaches that handler', async () => {
  const api = http(blog.app, { actor, cors: { origin: 'https://app.example' } })
  const tools = mcp(blog.app, {
    name: 'blog',
    version: '1',
    actor,
    tools: [],
    allowedOrigins: ['tools.example'],
  })
  const server = await listen([api, tools], { port: 0 })
  const of = (kind: Kind | undefined, origin: string) =>
    status(server.port, kind as Kind, { origin })
  expect(await of(kinds['http()'], 'https://app.example')).toBe(200)
  expect(await of(kinds['mcp()'], 'https://tools.example')).toBe(200)
  expect(await of(kinds['mcp()'], 'https://app.example')).toBe(403)
  expect(await of(kinds['http()'], 'https://other.example')).toBe(403)
  await server.close()
})
