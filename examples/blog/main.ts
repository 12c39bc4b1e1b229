import { join, relative, resolve } from 'node:path'
import { defineCommand, runMain } from 'citty'
import { eq, isNull } from 'ashlar'
import { hashing, lmFromEnv } from 'ashlar/lm'
import { askQuestions, writeDraft } from './ask-questions.ts'
import { heading, oneLine, progress, say } from './console.ts'
import { importPosts } from './import-posts.ts'
import { learn, summarizeOne } from './learn.ts'
import { openBlog, type OpenBlog } from './open.ts'
import { Post } from './post.ts'
import { FolderError, readPosts } from './read-posts.ts'
import { serve } from './serve.ts'
import { summaries } from './summaries.ts'

const root = resolve(import.meta.dirname, '../..')

const importFolder = async ({ app }: OpenBlog, folder: string): Promise<void> => {
  const { documents, refusals } = await readPosts(folder)
  for (const { path, reason } of refusals) say(`  skipped ${path}: it ${reason}.`)
  const shown = progress('  posts', documents.length)
  const counts = { written: 0, revised: 0, unchanged: 0 }
  const failures: string[] = []
  const named = documents.map((document) => ({ ...document, path: join(folder, document.path) }))
  for await (const { document, result } of importPosts(app, named)) {
    shown.step(document.title)
    if (result.ok) counts[result.done]++
    else
      failures.push(`  ${relative(folder, document.path)} was not saved: ${oneLine(result.error)}`)
  }
  shown.stop()
  for (const failure of failures) say(failure)
  const authors = new Set(documents.map(({ author }) => author)).size
  say(
    `  ${counts.written} written, ${counts.revised} revised, ${counts.unchanged} as they were, ${authors === 1 ? 'by one author as actor' : `by ${authors} authors as actors`}.`,
  )
}

const finishWork = async ({ app, work }: OpenBlog): Promise<void> => {
  const { done, pending, running } = await work.stats()
  const shown = progress('  jobs', Math.max(1, done + pending + running))
  for (let index = 0; index < done; index++) shown.step()
  const off = work.on((event) => {
    if (event.type === 'done') shown.step(event.job)
  })
  const report = await work.idle()
  off()
  shown.stop()
  for (const { job, key, error } of report.failed) {
    const [post] = await app
      .system()
      .query(Post, { filter: ({ id }) => eq(id, key['id'] as string) })
    say(
      `  "${post?.title ?? 'A post'}" was not ${job === summaries.name ? 'summarized' : 'embedded'}: ${oneLine(error)}`,
    )
  }
  const missing = await app.system().count(Post, { filter: ({ summary }) => isNull(summary) })
  say(
    `  ${report.done} jobs done, ${report.failed.length} failed. ${missing === 0 ? 'Every post has its summary and its embedding.' : `${missing} posts still lack a summary: run the same command again to finish them.`}`,
  )
}

/** Serves the same actions over HTTP and MCP until a signal ends the process. */
const serveBlog = async (blog: OpenBlog, port: number): Promise<void> => {
  const { url, tokens } = await serve(blog.app, { port })
  say(
    `  HTTP  ${url}/api (try: curl ${url}/api/post/list)\n  MCP   ${url}/mcp (tools: search_posts, summarize)`,
  )
  say('  Who sends one of these acts as that author; who sends none is anonymous:')
  for (const [name, token] of [...tokens].slice(0, 8))
    say(`    authorization: Bearer ${token}  ${name}`)
  say('  Stop with Ctrl-C.')
  process.once('SIGINT', () => void blog.app.close().then(() => process.exit(0)))
  process.once('SIGTERM', () => void blog.app.close().then(() => process.exit(0)))
}

interface RunOptions {
  readonly folder: string
  readonly dataDir: string
  readonly serving: boolean
  readonly port: number
  readonly timeout: number
}
const run = async ({ folder, dataDir, serving, port, timeout }: RunOptions): Promise<void> => {
  heading('1 The application opens')
  const { lm, description } = await lmFromEnv(process.env, { timeoutMs: timeout, retries: 2 })
  const told = new Set<string>()
  const blog = await openBlog({
    dataDir,
    lm,
    embedder: hashing(),
    onError: (error, where) => {
      // Failed jobs are reported when all are done.
      if (where.startsWith('job ')) return
      const line = `  ${where}: ${oneLine(error)}`
      if (!told.has(line)) say(line)
      told.add(line)
    },
  })
  const place = process.env.DATABASE_URL ? 'the Postgres server of DATABASE_URL' : dataDir
  say(`  Author, Post and Chunk on ${blog.app.dataLayer.name} (${place}).\n  ${description}.`)
  let keep = false
  try {
    heading(`2 Posts from ${folder}`)
    const ada = await writeDraft(blog.app)
    await importFolder(blog, folder)
    heading('3 Summaries, chunks and embeddings, in the background')
    await finishWork(blog)
    await summarizeOne(blog.app, folder)
    heading('4 Questions, each under the policies of who asks')
    await askQuestions(blog.app, ada, folder)
    heading('5 The summarizer learns from rated examples')
    await learn(blog.app, blog.library)
    await summarizeOne(blog.app, folder)
    heading('6 What next')
    say(`  The data is in ${place}.`)
    if (!serving)
      return say(
        '  Next: npm run demo -- --serve            the same actions over HTTP and MCP\n        npm run demo -- path/to/posts     another folder of Markdown files',
      )
    await serveBlog(blog, port)
    keep = true
  } finally {
    if (!keep) await blog.app.close()
  }
}

const main = defineCommand({
  meta: {
    name: 'demo',
    description: 'A blog with summaries, questions and a program that learns.',
  },
  args: {
    folder: {
      type: 'positional',
      required: false,
      description: 'A folder of Markdown files',
      default: resolve(root, 'docs'),
    },
    serve: { type: 'boolean', description: 'Keep running, with HTTP and MCP', default: false },
    port: { type: 'string', description: 'Port of the server', default: '4000' },
    timeout: {
      type: 'string',
      description: 'Seconds that a model may take for an answer',
      default: '60',
    },
    data: {
      type: 'string',
      description: 'Folder of the data',
      default: resolve(root, '.ashlar/blog'),
    },
  },
  run: async ({ args }) => {
    try {
      await run({
        folder: resolve(args.folder),
        dataDir: resolve(args.data),
        serving: args.serve,
        port: Number(args.port),
        timeout: 1000 * Number(args.timeout),
      })
    } catch (error) {
      // One line is enough to fix it; the rest is for the developer.
      process.stderr.write(`${oneLine(error)}\n`)
      if (process.env.DEBUG && !(error instanceof FolderError))
        process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`)
      process.exitCode = 1
    }
  },
})
await runMain(main)
