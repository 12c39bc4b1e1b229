import { randomUUID } from 'node:crypto'
import type { App } from 'ashlar'
import { http, listen, type Listening, UnauthenticatedError } from 'ashlar/http'
import { mcp, tool } from 'ashlar/mcp'
import { Author } from './author.ts'
import { Chunk } from './chunk.ts'
import { Post } from './post.ts'

export interface Serving extends Listening {
  /** A bearer token for each author, created at every start. */
  readonly tokens: ReadonlyMap<string, string>
}

/**
 * The actions over HTTP and MCP on one port. Who sends an author's token acts as that author, who
 * sends none is anonymous.
 */
export const serve = async (
  app: App<Author>,
  { port }: { readonly port: number },
): Promise<Serving> => {
  const authors = await app.session(null).run(Author.actions.list, {})
  const byToken = new Map(authors.map((author) => [randomUUID() as string, author]))
  const actor = (request: Request): Author | null => {
    const given = request.headers.get('authorization')
    if (given === null) return null
    const author = byToken.get(given.replace(/^Bearer /i, ''))
    if (!author) throw new UnauthenticatedError()
    return author
  }
  const api = http(app, { actor, title: 'Blog', version: '1' })
  const tools = mcp(app, {
    name: 'blog',
    version: '1',
    actor,
    tools: [
      tool(Chunk.actions.search, { name: 'search_posts', load: { post: true } }),
      tool(Post.actions.summarize, { name: 'summarize' }),
    ],
  })
  const listening = await listen([api, tools], { port })
  return { ...listening, tokens: new Map([...byToken].map(([token, { name }]) => [name, token])) }
}
