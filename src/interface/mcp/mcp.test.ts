import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBlog } from '../../../test/support/blog/open.ts'
import { Post } from '../../../test/support/blog/post.ts'
import { User } from '../../../test/support/blog/user.ts'
import { UnauthenticatedError } from '../../error/forbidden-error.ts'
import { scripted } from '../../offline/scripted.ts'
import { http } from '../http/http.ts'
import { listen, type Listening } from '../http/listen.ts'
import { tool } from '../tool/tool.ts'
import { mcp } from './mcp.ts'

let blog: Awaited<ReturnType<typeof openBlog>>
let server: Listening
const asked: unknown[] = []
beforeAll(async () => {
  blog = await openBlog({
    lm: scripted([
      '[[ ## reasoning ## ]]\nwhy\n\n[[ ## title ## ]]\nSpans\n\n[[ ## tags ## ]]\n["a"]\n\n[[ ## completed ## ]]',
    ]),
  })
  const actor = (request: Request, authInfo?: unknown) => {
    asked.push(authInfo)
    if (request.headers.get('authorization') === 'Bearer expired') throw new UnauthenticatedError()
    return blog.actorOf(request)
  }
  const tools = [
    tool(Post.actions.search, {
      name: 'search_posts',
      description: 'Finds posts by a word.',
      load: { author: true },
    }),
    tool(Post.actions.byTitle),
    tool(Post.actions.suggestTitle, { name: 'suggest_title' }),
    tool(Post.actions.retitle),
    tool(Post.actions.write),
    tool(Post.actions.delete),
    tool(User.actions.fail),
  ]
  server = await listen(
    [
      http(blog.app, { actor }),
      mcp(blog.app, { name: 'blog', version: '1.0.0', actor, tools }),
      mcp(blog.app, { name: 'all', version: '1.0.0', actor, path: '/all' }),
    ],
    { port: 0 },
  )
})
afterAll(async () => {
  await server.close()
  await blog.app.close()
})

const eras = {
  'initialize-based': {},
  stateless: { versionNegotiation: { mode: 'auto' as const } },
}
const connected = async <R>(
  actor: string | undefined,
  work: (client: Client) => Promise<R>,
  { era = 'stateless', path = '/mcp' }: { era?: keyof typeof eras; path?: string } = {},
): Promise<R> => {
  const client = new Client({ name: 'test', version: '1.0.0' }, eras[era])
  await client.connect(
    new StreamableHTTPClientTransport(
      new URL(`${server.url}${path}`),
      actor ? { requestInit: { headers: { authorization: `Bearer ${actor}` } } } : {},
    ),
  )
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
const toolNames = (actor: string | undefined, options?: Parameters<typeof connected>[2]) =>
  connected(
    actor,
    async (client) => (await client.listTools()).tools.map(({ name }) => name),
    options,
  )
const call = (actor: string | undefined, name: string, args: Record<string, unknown>) =>
  connected(actor, (client) => client.callTool({ name, arguments: args }))
const textOf = (result: Awaited<ReturnType<typeof call>>) =>
  result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
const refusal = (name: string) =>
  call('bob', name, { id: blog.cranes.id }).then(
    String,
    (error: Error & { readonly code: number }) =>
      `${error.code} ${error.message.replace(name, '…')}`,
  )

describe.each(Object.keys(eras) as (keyof typeof eras)[])(
  'a real MCP client of the %s protocol',
  (era) => {
    it('sees the tools that its actor may call, sorted by name', async () => {
      expect(await toolNames('bob', { era })).toEqual([
        'post_by_title',
        'post_retitle',
        'post_write',
        'search_posts',
        'suggest_title',
        'user_fail',
      ])
    })
    it('gets results as text and as data', async () => {
      const result = await connected(
        'bob',
        (client) => client.callTool({ name: 'search_posts', arguments: { text: 'Cranes' } }),
        { era },
      )
      expect(result.structuredContent).toMatchObject({
        results: [{ title: 'On Cranes', author: { name: 'Bob' } }],
        more: false,
        limit: 2,
      })
      expect(JSON.parse(textOf(result))).toEqual(result.structuredContent)
      expect(result.isError).toBeFalsy()
    })
  },
)

describe('an MCP endpoint', () => {
  it('without chosen tools has all public actions', async () => {
    expect(await toolNames('bob', { path: '/all' })).toEqual(
      expect.arrayContaining(['comment_list', 'post_list', 'user_list']),
    )
    expect(await toolNames('bob', { path: '/all' })).not.toContain('post_audit')
  })
  it('runs a prompt-backed action', async () => {
    expect((await call(undefined, 'suggest_title', { body: 'Steel.' })).structuredContent).toEqual({
      title: 'Spans',
      tags: ['a'],
    })
  })
  it('acts as the actor of each request', async () => {
    const title = { title: 'Secret Plans' }
    expect((await call('ada', 'post_by_title', title)).structuredContent).toMatchObject(title)
    for (const other of ['bob', undefined])
      expect(await call(other, 'post_by_title', title)).toMatchObject({
        isError: true,
        content: [{ text: 'No Post was found.' }],
      })
  })
  it('answers with an error in the result where a tool fails, without data', async () => {
    const refused = await call('bob', 'post_retitle', { id: { ne: blog.cranes.id }, title: 'x' })
    expect([refused.isError, textOf(refused), refused.structuredContent]).toEqual([
      true,
      'id must be one value, got an object.',
      undefined,
    ])
    const failed = await call('bob', 'user_fail', {})
    expect([failed.isError, textOf(failed)]).toEqual([
      true,
      expect.stringMatching(/^Something went wrong\. The log has the details under [\w-]+\.$/),
    ])
    expect(textOf(await call('bob', 'post_retitle', { id: blog.bridges.id, title: 'x' }))).toMatch(
      /forbidden/,
    )
  })
  it('knows nothing of a tool that is not there or not for this actor: both are told alike', async () => {
    expect(await refusal('post_delete')).toBe(await refusal('post_explode'))
    expect(await refusal('post_delete')).toMatch(/^-32602 /)
  })
  it('tells schemas without private fields', async () => {
    const { tools } = await connected('bob', (client) => client.listTools(), { path: '/all' })
    expect(JSON.stringify(tools)).not.toMatch(/reviewNote|noteLine|fromDesk|email|reviewer/)
    expect(tools.find(({ name }) => name === 'post_retitle')).toMatchObject({
      inputSchema: { required: ['id'], additionalProperties: false },
      annotations: { readOnlyHint: false, destructiveHint: false },
    })
  })
})

describe('a request to an MCP endpoint', () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    },
  }
  const send = (headers: Record<string, string>, body: unknown = initialize) =>
    fetch(`${server.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    })
  it('of a page elsewhere is refused, whatever its Host says', async () => {
    expect((await send({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await send({ origin: 'null' })).status).toBe(403)
    expect((await send({ origin: 'https://evil.example', host: 'evil.example' })).status).toBe(403)
    expect((await send({ origin: 'http://localhost:6274' })).status).toBe(200)
    expect((await send({})).status).toBe(200)
  })
  it('with a wrong token is 401', async () => {
    const response = await send({ authorization: 'Bearer expired' })
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  })
  it('that is too large is 413', async () => {
    expect((await send({}, { ...initialize, padding: 'x'.repeat(1_100_000) })).status).toBe(413)
  })
  it('may bring what a bearer check in front found', async () => {
    const authInfo = { token: 't', clientId: 'c', scopes: ['read'] }
    const endpoint = mcp(blog.app, {
      name: 'blog',
      version: '1',
      actor: (_, info) => (asked.push(info), null),
    })
    await endpoint.fetch(
      new Request('http://localhost/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(initialize),
      }),
      { authInfo },
    )
    expect(asked.at(-1)).toBe(authInfo)
  })
  it('finds the actions over plain HTTP on the same server', async () => {
    expect(await (await fetch(`${server.url}/api/post/list?sort=title`)).json()).toMatchObject({
      results: [{ title: 'On Bridges' }, { title: 'On Cranes' }],
    })
  })
})
