import { type App, eq, startsWith } from 'ashlar'
import { Author } from './author.ts'
import { fold, say, tried } from './console.ts'
import { Post } from './post.ts'

const DRAFT = {
  path: 'demo/ferry-office.md',
  title: 'The ferry office moves to Mole Street',
  content:
    'The ferry office moves to Mole Street on the ninth of June. Until then every sailing permit is stamped at the old counter. The ferry master asks all captains to bring two copies.',
  status: 'draft',
} as const
const SECRET = 'Where does the ferry office move to?'

const ask = async (
  app: App<Author>,
  actor: Author | null,
  question: string,
): Promise<readonly string[]> => {
  say(`  ${actor?.name ?? 'An anonymous caller'} asks: ${question}`)
  const found = await tried('  The answer', () =>
    app.session(actor).run(Post.actions.ask, { question }),
  )
  if (!found) return []
  const { answer, sources } = found
  say(fold(answer, '    '))
  say(`    sources: ${sources.join(' · ') || 'none'}\n`)
  return sources
}

/** A draft that the demonstration asks after. */
export const writeDraft = async (app: App<Author>): Promise<Author> => {
  const ada = await app.session(null).run(Author.actions.register, { name: 'Ada' })
  const mine = await app.session(ada).query(Post, { filter: ({ path }) => eq(path, DRAFT.path) })
  if (mine.length === 0) await app.session(ada).run(Post.actions.write, DRAFT)
  return ada
}

/** Asks about what the posts say, and about Ada's draft: she finds it, nobody else does. */
export const askQuestions = async (
  app: App<Author>,
  ada: Author,
  folder: string,
): Promise<void> => {
  const ben = await app.session(null).run(Author.actions.register, { name: 'Ben' })
  const posts = await app
    .session(ben)
    .query(Post, { filter: ({ path }) => startsWith(path, folder), sort: ['title'], limit: 200 })
  for (const post of [posts[0], posts[Math.floor(posts.length / 2)]]) {
    if (post)
      await ask(
        app,
        ben,
        `What do the posts say about ${post.keywords.slice(0, 2).join(' and ') || post.title}?`,
      )
  }
  const hers = await ask(app, ada, SECRET)
  const others = [...(await ask(app, ben, SECRET)), ...(await ask(app, null, SECRET))]
  if (others.includes(DRAFT.title)) throw new Error("Another author's draft was found.")
  if (hers.includes(DRAFT.title))
    say(
      "  The answer is in Ada's draft, so only she finds it: retrieval is a query under the policies of the actor who asks.",
    )
}
