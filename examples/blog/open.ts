import type { App } from 'ashlar'
import { Context } from 'ashlar'
import { type Embedder, embedderKey, type LanguageModel, lmKey } from 'ashlar/lm'
import { type JobEvent, jobs, type Jobs } from 'ashlar/job'
import { dataLayerFromEnv } from 'ashlar/postgres'
import { type ProgramLibrary, programs } from 'ashlar/program'
import { vectorize } from 'ashlar/vector'
import { blog } from './app.ts'
import { Author } from './author.ts'
import { Chunk } from './chunk.ts'
import { Post } from './post.ts'
import { summaries } from './summaries.ts'
import { summarizer } from './summarize.ts'

export interface OpenBlog {
  readonly app: App<Author>
  readonly library: ProgramLibrary
  readonly work: Jobs
}
export interface Settings {
  /** Where PGlite keeps its files, unless `DATABASE_URL` names a server. */
  readonly dataDir: string
  readonly lm: LanguageModel
  readonly embedder: Embedder
  readonly onEvent?: (event: JobEvent) => void
  readonly onError: (error: unknown, where: string) => void
}

/** The editor looks after programs. */
export const EDITOR = 'Editor'

/**
 * Opens the blog: its resources on the data layer, its programs, and the jobs that summarize and
 * embed.
 */
export const openBlog = async ({
  dataDir,
  lm,
  embedder,
  onEvent,
  onError,
}: Settings): Promise<OpenBlog> => {
  const vectors = vectorize(Post, {
    text: 'searchText',
    embedding: 'embedding',
    stamp: 'embedded',
    save: () => Post.actions.saveEmbedding,
    chunks: {
      create: () => Chunk.actions.write,
      destroy: () => Chunk.actions.remove,
      source: 'postId',
      position: 'position',
      content: 'content',
      embedding: 'embedding',
    },
    embedder,
  })
  const dataLayer = dataLayerFromEnv({ dataDir })
  const library = programs<Author>({
    programs: [summarizer],
    mayManage: (author) => author?.name === EDITOR,
  })
  const work = jobs({ jobs: [summaries, vectors], ...(onEvent ? { onEvent } : {}) })
  const app = await blog.open({
    resources: [Author, Post, Chunk],
    dataLayer,
    context: Context.empty.with(lmKey, lm).with(embedderKey, embedder),
    extensions: [library, work],
    onError,
  })
  return { app, library, work }
}
