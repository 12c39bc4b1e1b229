// From an import to the first record that is read back: Ashlar on PGlite, in memory or in the
// folder it is told.
const cpuBefore = process.cpuUsage()
const start = performance.now()
const { app, create, eq, Resource, read, t } = await import('ashlar')
const { pglite } = await import('ashlar/postgres')
const blog = app()

class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  authorId: t.uuid().public(),
}) {
  static actions = { list: read(Post), write: create(Post, { accept: ['title', 'authorId'] }) }
  static policies = blog.policies(Post, ({ authorId, actor }, policy) => [
    policy.always().authorizeIf(eq(authorId, actor.id)),
  ])
}

const dataDir = process.argv[2]
const opened = await blog.open({ resources: [Post], dataLayer: pglite(dataDir ? { dataDir } : {}) })
const session = opened.session({ id: '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f' })
await session.run(Post.actions.write, { title: 'first', authorId: session.actor.id })
const posts = await session.run(Post.actions.list, {})
const ms = performance.now() - start
const { user, system } = process.cpuUsage(cpuBefore)
const cpu = (user + system) / 1000
if (posts.at(-1)?.title !== 'first') throw new Error('The first record did not come back')
process.stdout.write(JSON.stringify({ ms, cpu, rss: process.memoryUsage.rss() }))
await opened.close()
process.exit()
