import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { DataLayer } from 'ashlar'
import { pglite, postgres } from 'ashlar/postgres'
import { programs } from 'ashlar/program'
import { describe, expect, test } from 'vitest'
import { blog } from '../../examples/blog/app.ts'
import { Author } from '../../examples/blog/author.ts'
import { Chunk } from '../../examples/blog/chunk.ts'
import { Post } from '../../examples/blog/post.ts'
import { summarizer } from '../../examples/blog/summarize.ts'
import { freshDatabase } from '../support/postgres-database.ts'
import type { ProviderReply } from '../support/provider-reply.ts'
import { providerServer } from '../support/provider-server.ts'
import { demonstrate, demonstration, temporaryFolder, townPosts } from './demonstration.ts'

/** What lies in the data after a run. */
const stored = async (dataLayer: DataLayer) => {
  const app = await blog.open({
    resources: [Author, Post, Chunk],
    dataLayer,
    extensions: [programs({ programs: [summarizer] })],
  })
  try {
    const posts = await app.system().query(Post, { load: { chunks: true, embedding: true } })
    return posts.filter(({ path }) => !path?.startsWith('demo/'))
  } finally {
    await app.close()
  }
}
const chat = (fields: Readonly<Record<string, string>>) =>
  ({
    kind: 'text',
    text: `${Object.entries(fields)
      .map(([name, value]) => `[[ ## ${name} ## ]]\n${value}\n`)
      .join('\n')}\n[[ ## completed ## ]]`,
  }) as const
/** Answers whatever the blog asks of a model. */
const answers = (text: string) =>
  text.includes('`keywords`')
    ? chat({
        summary: 'A bridge was mended. Carts cross it again.',
        keywords: '["bridge", "stones", "masons", "carts", "spring"]',
      })
    : chat({ reasoning: 'The passages tell.', answer: 'The bridge carries carts.' })
const asked = (body: {
  readonly messages: readonly { readonly content: string | readonly { readonly text?: string }[] }[]
}): string =>
  body.messages
    .map(({ content }) =>
      typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
    )
    .join('\n')

describe('the demonstration', () => {
  test('runs to its end with no key and no server, and a second run has nothing left to do', async () => {
    const [posts, data] = [temporaryFolder(townPosts(4)), temporaryFolder()]
    const first = await demonstration([posts, '--data', join(data, 'blog')])
    expect(first.output).toContain('4 written, 0 revised, 0 as they were, by 3 authors as actors.')
    expect(first.output).toContain('0 failed. Every post has its summary and its embedding.')
    expect(first.output).toContain('Applied as version 2')
    expect(first.output).toMatch(/version 1 \d+\.\d %, version 2 \d+\.\d %/)
    expect(first.output).toContain(`The data is in ${join(data, 'blog')}`)
    expect(first.code).toBe(0)
    const second = await demonstration([posts, '--data', join(data, 'blog')])
    expect(second.output).toContain('0 written, 0 revised, 4 as they were')
    expect(second.output).toContain('0 jobs done, 0 failed.')
    expect(second.code).toBe(0)
    for (const post of await stored(pglite({ dataDir: join(data, 'blog') }))) {
      expect(post.summary).toContain(post.title.slice('The bridge of '.length))
      expect(post.keywords).toHaveLength(5)
      expect(post.embedding).toHaveLength(384)
      expect(post.chunks.map(({ position }) => position)).toEqual([0])
    }
  }, 120_000)

  test('runs on a Postgres server, with DBOS as the engine of its jobs', async () => {
    const database = await freshDatabase()
    const { output, code } = await demonstration([temporaryFolder(townPosts(3))], {
      DATABASE_URL: database.url,
    })
    expect(output).toContain('on postgres (the Postgres server of DATABASE_URL)')
    expect(output).toContain('Every post has its summary and its embedding.')
    expect(code).toBe(0)
    expect(
      (await stored(postgres({ url: database.url }))).filter(({ summary }) => summary !== null),
    ).toHaveLength(3)
    await database.drop()
  }, 120_000)

  test('a revised post is summarized anew', async () => {
    const [posts, data] = [temporaryFolder(townPosts(2)), temporaryFolder()]
    await demonstration([posts, '--data', data])
    writeFileSync(
      join(posts, 'aldbrook.md'),
      '---\ntitle: The bridge of Aldbrook\nauthor: Writer 0\n---\n\nThe ferry of Aldbrook replaces the bridge. It sails every hour.\n',
    )
    expect((await demonstration([posts, '--data', data])).output).toContain(
      '0 written, 1 revised, 1 as they were',
    )
    const [revised] = (await stored(pglite({ dataDir: data }))).filter(({ path }) =>
      path?.endsWith('aldbrook.md'),
    )
    expect(revised?.summary).toContain('ferry')
    expect(revised?.chunks.map(({ content }) => content).join()).toContain('ferry')
  }, 120_000)
})

describe.each(['PGlite', 'a Postgres server'])(
  'killed with -9 in the middle of its work on %s',
  (place) => {
    test('the next run finishes: each post has one summary, none is lost', async () => {
      const database = place === 'PGlite' ? undefined : await freshDatabase()
      const [posts, data] = [temporaryFolder(townPosts(8)), temporaryFolder()]
      const env = database ? { DATABASE_URL: database.url } : undefined
      await using provider = await providerServer()
      provider.reply(({ body }, call) => (call < 3 ? answers(asked(body)) : { kind: 'hang' }))
      const first = demonstrate([posts, '--data', data], {
        ...env,
        OPENAI_API_KEY: 'key',
        OPENAI_BASE_URL: provider.baseURL,
      })
      await expect.poll(() => provider.requests.length, { timeout: 60_000 }).toBeGreaterThan(3)
      first.child.kill('SIGKILL')
      await first.ended
      const { output, code } = await demonstration([posts, '--data', data], env)
      expect(output).toContain('8 as they were')
      expect(output).toContain('Every post has its summary and its embedding.')
      expect(code).toBe(0)
      const found = await stored(
        database ? postgres({ url: database.url }) : pglite({ dataDir: data }),
      )
      expect(found).toHaveLength(8)
      // Three were summarized by the provider's model before the kill and are kept; the rest by the
      // next run.
      expect(
        found.filter(({ summary }) => summary === 'A bridge was mended. Carts cross it again.')
          .length,
      ).toBeLessThanOrEqual(3)
      for (const post of found) {
        expect(post.summary).toBeTruthy()
        expect(post.chunks).toHaveLength(1)
      }
      await database?.drop()
    }, 180_000)
  },
)

describe('with a provider configured', () => {
  test("the same program asks the provider's model, through its real package", async () => {
    await using provider = await providerServer()
    provider.reply(({ body }) => answers(asked(body)))
    const data = temporaryFolder()
    const { output } = await demonstration([temporaryFolder(townPosts(2)), '--data', data], {
      OPENAI_API_KEY: 'secret-key',
      OPENAI_BASE_URL: provider.baseURL,
    })
    expect(output).toContain('answers at 127.0.0.1')
    expect(output).not.toContain('secret-key')
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer secret-key')
    expect((await stored(pglite({ dataDir: data }))).map(({ summary }) => summary)).toEqual([
      'A bridge was mended. Carts cross it again.',
      'A bridge was mended. Carts cross it again.',
    ])
  }, 120_000)

  test('whatever a model does to one post is one clear line, the other posts go on, and the next run finishes', async () => {
    const troubles: Readonly<Record<string, ProviderReply>> = {
      Aldbrook: { kind: 'garbage', body: '<html>' },
      Brenwick: { kind: 'text', text: 'Hm.' },
      Carrowby: { kind: 'failure', status: 429, headers: { 'retry-after': '0' } },
      Dunholm: { kind: 'failure', status: 500 },
      Eastmere: { kind: 'hang' },
      Farley: { kind: 'cut' },
    }
    await using provider = await providerServer()
    provider.reply(({ body }) => {
      const text = asked(body)
      const town = text.includes('`keywords`')
        ? Object.keys(troubles).find((name) => text.includes(`${name} has carried`))
        : undefined
      return (town && troubles[town]) || answers(text)
    })
    const [posts, data] = [temporaryFolder(townPosts(8)), temporaryFolder()]
    const env = { OPENAI_API_KEY: 'key', OPENAI_BASE_URL: provider.baseURL }
    const first = await demonstration([posts, '--data', data, '--timeout', '1'], env)
    for (const town of Object.keys(troubles))
      expect(
        first.output
          .split('\n')
          .filter((line) => line.includes(`"The bridge of ${town}" was not summarized: `)),
      ).toHaveLength(1)
    expect(first.output).toContain(
      '6 posts still lack a summary: run the same command again to finish them.',
    )
    expect(first.output).not.toMatch(/\n\s+at .*:\d+/)
    expect(
      (await stored(pglite({ dataDir: data })))
        .filter(({ summary }) => summary !== null)
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(['The bridge of Gorsefield', 'The bridge of Holmwood'])
    provider.reply(({ body }) => answers(asked(body)))
    const second = await demonstration([posts, '--data', data], env)
    expect(second.output).toContain('Every post has its summary and its embedding.')
    expect(
      (await stored(pglite({ dataDir: data }))).filter(({ summary }) => summary === null),
    ).toEqual([])
  }, 180_000)
})

describe('bad input is one clear line that says what to do', () => {
  test.each([
    [
      'a folder that does not exist',
      ['/no/such/folder'],
      {},
      /cannot be read \(ENOENT\): give a folder of Markdown files/,
    ],
    [
      'a database that nobody answers on',
      [],
      { DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/blog' },
      /The database at 127\.0\.0\.1:1\/blog cannot be reached: nothing listens there\. Check/,
    ],
    [
      'a model that is no provider/model',
      [],
      { ASHLAR_MODEL: 'gpt' },
      /ASHLAR_MODEL is "gpt", but should be provider\/model/,
    ],
  ])(
    '%s',
    async (_, args, env, message) => {
      const { output, code } = await demonstration([...args, '--data', temporaryFolder()], env)
      expect(code).toBe(1)
      expect(output.trimEnd().split('\n').at(-1)).toMatch(message)
      expect(output).not.toContain('secret')
      expect(output).not.toMatch(/\n\s+at .*:\d+/)
    },
    60_000,
  )

  test('files that are no posts are named, the others are imported', async () => {
    const folder = temporaryFolder({
      ...townPosts(2),
      'bad.md': '---\ntitle: [\n---\nText.',
      'empty.md': '',
      'huge.md': 'word '.repeat(420_000),
    })
    const { output, code } = await demonstration([folder, '--data', temporaryFolder()])
    for (const name of ['bad.md', 'empty.md', 'huge.md'])
      expect(output).toMatch(new RegExp(`skipped ${name}: it .+: .+\\.\n`))
    expect(output).toContain('2 written')
    expect(code).toBe(0)
  }, 60_000)
})

test('with --serve the same actions answer over HTTP and MCP, under the policies of who asks', async () => {
  const run = demonstrate([
    temporaryFolder(townPosts(3)),
    '--data',
    temporaryFolder(),
    '--serve',
    '--port',
    '0',
  ])
  const output = await run.says('Stop with Ctrl-C')
  const url = /HTTP {2}(\S+)\/api/.exec(output)?.[1] as string
  const token = /Bearer (\S+)/.exec(output)?.[1] as string
  const titles = async (headers: Record<string, string>) => {
    const body = (await (await fetch(`${url}/api/post/list`, { headers })).json()) as
      | { readonly title: string }[]
      | { readonly results: { readonly title: string }[] }
    return ('results' in body ? body.results : body).map(({ title }) => title)
  }
  expect(await titles({})).toHaveLength(3)
  expect(await titles({ authorization: `Bearer ${token}` })).toContain(
    'The ferry office moves to Mole Street',
  )
  expect(
    (await fetch(`${url}/api/post/list`, { headers: { authorization: 'Bearer forged' } })).status,
  ).toBe(401)

  const connect = async (headers: Record<string, string>) => {
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
    )
    return client
  }
  const search = async (client: Client) =>
    JSON.stringify(
      (
        await client.callTool({
          name: 'search_posts',
          arguments: { question: 'Where does the ferry office move to?' },
        })
      ).content,
    )
  const [anybody, ada] = [await connect({}), await connect({ authorization: `Bearer ${token}` })]
  expect((await anybody.listTools()).tools.map(({ name }) => name).toSorted()).toEqual([
    'search_posts',
    'summarize',
  ])
  expect(await search(ada)).toContain('Mole Street')
  expect(await search(anybody)).not.toContain('Mole Street')
  await Promise.all([anybody.close(), ada.close()])
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(0)
}, 120_000)
