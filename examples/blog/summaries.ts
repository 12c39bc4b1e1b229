import { createHash } from 'node:crypto'
import { isDistinctFrom, md5 } from 'ashlar'
import { job } from 'ashlar/job'
import { Post } from './post.ts'
import { summarizer } from './summarize.ts'

/**
 * Summarizes every post whose content its summary was not made from. The model is asked outside any
 * transaction, the answer saved through an action.
 */
export const summaries = job(Post, {
  name: 'summarize',
  where: ({ summarized, content }) => isDistinctFrom(summarized, md5(content)),
  maxAttempts: 2,
  backoff: () => 1000,
  run: async ({ id, title, content }, { session, signal }) => {
    const { summary, keywords } = await summarizer(
      { title, content },
      { context: session.context, ...(signal ? { signal } : {}) },
    )
    await session.run(Post.actions.saveSummary, {
      id,
      summary,
      keywords,
      summarized: createHash('md5').update(content).digest('hex'),
    })
  },
})
