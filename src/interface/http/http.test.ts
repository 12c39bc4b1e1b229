import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBlog } from '../../../test/support/blog/open.ts'
import { lingering } from '../../../test/support/blog/user.ts'
import { UnauthenticatedError } from '../../error/forbidden-error.ts'
import { LmAuthError, LmRateLimitError, LmTimeoutError } from '../../error/lm-error.ts'
import { scripted } from '../../offline/scripted.ts'
import type { Handler } from './handler.ts'
import { http } from './http.ts'
import { listen } from './listen.ts'

let blog: Awaited<ReturnType<typeof openBlog>>
let api: Handler
const lm = scripted((_, call) => {
  const failures = [
    new LmRateLimitError('key sk-live-1234567890abcdef over quota', { retryAfterSeconds: 6.2 }),
    new LmTimeoutError(),
    new LmAuthError('bad key sk-live-1234567890abcdef'),
  ]
  return (
    failures[call] ??
    '[[ ## reasoning ## ]]\nwhy\n\n[[ ## title ## ]]\nT\n\n[[ ## tags ## ]]\n["a"]\n\n[[ ## completed ## ]]'
  )
})
beforeAll(async () => {
  blog = await openBlog({ lm })
  api = http(blog.app, {
    actor: (request) => {
      if (request.headers.get('authorization') === 'Bearer expired')
        throw new UnauthenticatedError({ reason: 'the token is out of date' })
      return blog.actorOf(request)
    },
    cors: { origin: 'https://blog.example' },
    maxBodyBytes: 2000,
    title: 'Blog',
  })
})
afterAll(() => blog.app.close())

const send = async (path: string, init: RequestInit & { readonly as?: string } = {}) => {
  const headers = {
    ...(init.as ? { authorization: `Bearer ${init.as}` } : {}),
    ...(init.headers as Record<string, string> | undefined),
  }
  const response = await api.fetch(new Request(`http://localhost${path}`, { ...init, headers }))
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text ? JSON.parse(text) : undefined,
  }
}
const post = (path: string, body: unknown, as?: string) =>
  send(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...(as ? { as } : {}),
  })
const get = (path: string, query: Record<string, string> = {}, as?: string) =>
  send(`${path}?${new URLSearchParams(query)}`, as ? { as } : {})
const askForTitle = () => post('/api/post/suggest-title', { body: 'Steel.' })
/** Status and codes. */
const failure = async (sent: ReturnType<typeof send>) => {
  const { status, json } = await sent
  return [status, ...json.errors.map(({ code }: { readonly code: string }) => code)]
}
const allowedOrigin = async (origin: string) =>
  (await send('/api', { headers: { origin } })).headers.get('access-control-allow-origin')

describe('a call over HTTP', () => {
  it('creates with 201, and gives the record by its public fields', async () => {
    const { status, json } = await post(
      '/api/post/write',
      {
        title: 'Tides',
        body: 'In and out.',
        authorId: blog.bob.id,
        publishedAt: '2026-01-31T12:00:00Z',
      },
      'bob',
    )
    expect(status).toBe(201)
    expect(json).toEqual({
      id: expect.any(String),
      title: 'Tides',
      body: 'In and out.',
      tags: [],
      status: 'draft',
      publishedAt: '2026-01-31T12:00:00.000Z',
      authorId: blog.bob.id,
    })
  })
  it('reads by POST and by GET alike', async () => {
    const byPost = await post('/api/post/list', {
      filter: { status: 'published' },
      sort: ['-title'],
      limit: 1,
      load: ['author', 'commentCount'],
    })
    const byGet = await get('/api/post/list', {
      filter: '{"status":"published"}',
      sort: '-title',
      limit: '1',
      load: 'author,commentCount',
    })
    expect(byPost.status).toBe(200)
    expect(byPost.json).toMatchObject({
      results: [{ title: 'On Cranes', author: { name: 'Bob' }, commentCount: 1 }],
      more: true,
      limit: 1,
    })
    expect(byGet.json).toEqual(byPost.json)
  })
  it('takes arguments of a GET as plain text', async () => {
    expect((await get('/api/post/search', { text: 'Bridges' })).json).toMatchObject({
      results: [{ title: 'On Bridges' }],
      limit: 2,
    })
    expect(
      (await get('/api/post/by-title', { title: 'On Bridges', load: '["byline"]' })).json,
    ).toMatchObject({ byline: 'On Bridges by Ada' })
  })
  it('pages by cursor', async () => {
    const first = await get('/api/post/list', { sort: 'title', limit: '1', count: 'true' })
    const second = await get('/api/post/list', {
      sort: 'title',
      limit: '1',
      after: first.json.endCursor,
    })
    expect([
      first.json.count,
      first.json.results[0].title,
      second.json.results[0].title,
      second.json.more,
    ]).toEqual([2, 'On Bridges', 'On Cranes', false])
    expect((await get('/api/post/list', { after: 'nonsense' })).json).toMatchObject({
      errors: [{ code: 'invalid_keyset' }],
    })
  })
  it('gives the results alone where the action does not paginate', async () => {
    expect((await get('/api/post/latest', { limit: '1' })).json).toEqual({
      results: [expect.objectContaining({ title: 'On Bridges' })],
    })
  })
  it('never gives more than the limit that an action has of itself', async () => {
    const titles = async (input: object) =>
      (await post('/api/post/first-two', input, 'ada')).json.results.map(
        ({ title }: { readonly title: string }) => title,
      )
    expect(await titles({})).toEqual(['On Bridges', 'On Cranes'])
    expect(await titles({ limit: 1, sort: ['-title'] })).toEqual(['Secret Plans'])
    expect((await post('/api/post/first-two', { limit: 3 })).status).toBe(400)
    expect((await post('/api/post/first-two', { offset: 1 })).status).toBe(400)
  })
  it('runs a module behind an action, whose provider’s words stay in the log', async () => {
    const limited = await askForTitle()
    expect([
      limited.status,
      limited.headers.get('retry-after'),
      limited.json.errors[0].code,
    ]).toEqual([503, '7', 'lm_rate_limit'])
    expect((await askForTitle()).status).toBe(504)
    const refused = await askForTitle()
    expect(refused.status).toBe(502)
    expect(limited.text + refused.text).not.toMatch(/sk-live|quota|key/)
    expect(blog.reported.filter(({ where }) => where.includes('suggest-title'))).toHaveLength(3)
    expect((await askForTitle()).json).toEqual({ title: 'T', tags: ['a'] })
  })
})

describe('a call that fails', () => {
  it('says by its status what kind of failure it is', async () => {
    const id = blog.cranes.id
    expect(await failure(post('/api/post/write', { title: 'x' }, 'bob'))).toEqual([
      400,
      'required',
      'required',
    ])
    expect(await failure(post('/api/post/retitle', { id, title: 'x'.repeat(90) }, 'bob'))).toEqual([
      400,
      'invalid_attribute',
    ])
    expect(await failure(send('/api/post/list', { as: 'expired' }))).toEqual([
      401,
      'unauthenticated',
    ])
    expect(await failure(post('/api/post/delete', { id }, 'bob'))).toEqual([403, 'forbidden'])
    expect(
      await failure(
        post('/api/post/write', { title: 'x', body: 'y', authorId: blog.ada.id }, 'bob'),
      ),
    ).toEqual([403, 'forbidden'])
    expect(await failure(get('/api/post/by-title', { title: 'No Such Post' }))).toEqual([
      404,
      'not_found',
    ])
    expect(await failure(get('/api/post/by-title', { title: 'Secret Plans' }, 'bob'))).toEqual([
      404,
      'not_found',
    ])
    expect(await failure(post('/api/post/publish', { id }, 'bob'))).toEqual([409, 'stale_record'])
    expect(await failure(post('/api/post/retitle', { id, title: 'On Bridges' }, 'bob'))).toEqual([
      409,
      'already_taken',
    ])
    expect(await failure(get('/api/user/fail'))).toEqual([405, 'method_not_allowed'])
    expect(await failure(send('/api/post/list', { method: 'DELETE' }))).toEqual([
      405,
      'method_not_allowed',
    ])
    expect((await get('/api/user/fail')).headers.get('allow')).toBe('POST')
  })
  it('names field and path of what is wrong, and nothing more', async () => {
    const { json } = await post('/api/post/list', { filter: { and: [{ titel: 'x' }] } })
    expect(json).toEqual({
      errors: [
        {
          code: 'no_such_field',
          message: 'Post has no field "titel". Did you mean "title"?',
          field: 'titel',
          path: ['and', 0, 'titel'],
        },
      ],
    })
  })
  it('is given up where the caller hangs up, and nobody is told', async () => {
    const server = await listen(api, { port: 0 })
    const caller = new AbortController()
    const told = blog.reported.length
    const answer = fetch(`${server.url}/api/user/linger`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
      signal: caller.signal,
    })
    await vi.waitFor(() => expect(lingering).toHaveLength(1))
    caller.abort()
    await expect(answer).rejects.toThrow('abort')
    await vi.waitFor(() => expect(lingering[0]?.aborted).toBe(true))
    await server.close()
    expect(blog.reported).toHaveLength(told)
  })
  it('leaves an id in the answer and the error in the log where it is not meant for callers', async () => {
    const { status, text, json } = await post('/api/user/fail', {})
    expect(status).toBe(500)
    expect(text).not.toMatch(/postgres|hunter2|srv|TypeError|stack/)
    const { error } = blog.reported.at(-1) as { error: Error }
    expect((error.cause as Error).message).toContain('hunter2')
    expect(json.errors[0].message).toContain((error as Error & { readonly id: string }).id)
  })
  it('suggests the near action, but none that is not public', async () => {
    expect((await post('/api/post/serch', {})).json.errors[0].message).toContain(
      'Did you mean "search"?',
    )
    const hidden = await post('/api/post/audit', {})
    expect([hidden.status, hidden.text]).toEqual([
      404,
      (await post('/api/post/audix', {})).text.replace('audix', 'audit'),
    ])
    expect((await post('/api/pst/list', {})).json.errors[0]).toMatchObject({
      code: 'no_such_path',
      message: expect.stringContaining('Did you mean "post"?'),
    })
    expect((await send('/elsewhere')).status).toBe(404)
  })
  it.each(['{', '{"title":}', '[1', 'title=x', '\u0000'])(
    'refuses what is no JSON: %j',
    async (body) => {
      expect(await failure(post('/api/post/list', body))).toEqual([400, 'malformed_json'])
    },
  )
  it('refuses what is no object, another content type, and too much of anything', async () => {
    expect(await failure(post('/api/post/list', '[]'))).toEqual([400, 'invalid_argument'])
    expect(
      await failure(
        send('/api/post/list', {
          method: 'POST',
          body: 'limit=1',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      ),
    ).toEqual([415, 'unsupported_media_type'])
    expect(await failure(send('/api/post/list', { method: 'POST' }))).toEqual([
      415,
      'unsupported_media_type',
    ])
    expect(await failure(post('/api/post/list', { x: 'y'.repeat(3000) }))).toEqual([
      413,
      'body_too_large',
    ])
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(' '.repeat(500))),
    })
    expect(
      await failure(
        send('/api/post/list', {
          method: 'POST',
          body: endless,
          duplex: 'half',
          headers: { 'content-type': 'application/json' },
        }),
      ),
    ).toEqual([413, 'body_too_large'])
    expect(await failure(get('/api/post/list', { filter: '{"title":' }))).toEqual([
      400,
      'malformed_json',
    ])
    expect(await failure(get('/api/post/list', { limit: 'many' }))).toEqual([
      400,
      'invalid_argument',
    ])
  })
  it('refuses keys that would reach a prototype', async () => {
    expect(await failure(post('/api/post/list', '{"filter":{"__proto__":{"x":1}}}'))).toEqual([
      400,
      'invalid_argument',
    ])
    expect(
      await failure(get('/api/post/list', { __proto__x: '1', ['__proto__']: '1' })),
    ).not.toContain(200)
    expect(await failure(post('/api/post/list', '{"constructor":{"prototype":{"x":1}}}'))).toEqual([
      400,
      'no_such_input',
    ])
    expect(
      await failure(
        post(
          '/api/post/write',
          `{"title":"a","body":"b","authorId":"${blog.bob.id}","__proto__":{"status":"published"}}`,
          'bob',
        ),
      ),
    ).toEqual([400, 'invalid_argument'])
    expect(({} as { readonly x?: number }).x).toBeUndefined()
  })
  it('refuses an operator where a key is expected', async () => {
    expect(
      await failure(
        post('/api/post/retitle', { id: { ne: blog.cranes.id }, title: 'Mine' }, 'bob'),
      ),
    ).toEqual([400, 'invalid_argument'])
    expect(await failure(post('/api/post/publish', { id: [blog.secret.id] }, 'ada'))).toEqual([
      400,
      'invalid_argument',
    ])
  })
})

describe('what an API says of itself', () => {
  it('lists the public actions with their schemas', async () => {
    const { json } = await send('/api')
    expect(
      json.actions.find(({ name }: { readonly name: string }) => name === 'post_publish'),
    ).toMatchObject({
      kind: 'update',
      methods: ['POST'],
      path: '/api/post/publish',
      input: { required: ['id'] },
    })
    expect(JSON.stringify(json)).not.toMatch(/audit|reviewNote|noteLine|fromDesk|email|reviewer/)
  })
  it('is described by OpenAPI 3.1, in which every reference leads somewhere', async () => {
    const { json, text } = await send('/api/openapi.json')
    expect(json).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Blog', version: '1' },
      servers: [{ url: '/api' }],
    })
    expect(Object.keys(json.paths)).toEqual(
      expect.arrayContaining(['/post/suggest-title', '/user/list']),
    )
    expect(Object.keys(json.paths['/post/list'])).toEqual(['get', 'post'])
    expect(Object.keys(json.paths['/post/write'])).toEqual(['post'])
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(json.components.schemas).toHaveProperty(name as string)
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(text).not.toMatch(/audit|reviewNote|noteLine|fromDesk|email|reviewer/)
  })
  it('lets pages of the named origin call, no others', async () => {
    expect([
      await allowedOrigin('https://blog.example'),
      await allowedOrigin('https://evil.example'),
    ]).toEqual(['https://blog.example', null])
    const preflight = await api.fetch(
      new Request('http://localhost/api/post/list', {
        method: 'OPTIONS',
        headers: { origin: 'https://blog.example', 'access-control-request-method': 'POST' },
      }),
    )
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      204,
      'GET,POST',
    ])
  })
  it('is kept by no cache', async () => {
    expect((await send('/api/post/list')).headers.get('cache-control')).toBe('no-store')
  })
})
