import { chainOfThought, compose, retrieve, Signature, t } from 'ashlar'
import { searchBy } from 'ashlar/vector'
import { Chunk } from './chunk.ts'

class Answer extends Signature(
  'Answer the question from the passages alone. Say so if they do not answer it.',
  {
    input: { passages: t.list(t.text()), question: t.string() },
    output: { answer: t.text().describe('one or two sentences') },
  },
) {}

class Ask extends Signature('Answer a question over the blog, with sources.', {
  input: { question: t.string() },
  output: { answer: t.text(), sources: t.list(t.string()) },
}) {}

/** Retrieval under the asking actor's policies, then an answer with its sources. */
export const ask = compose(
  Ask,
  {
    find: retrieve({
      k: 5,
      search: searchBy(() => Chunk.actions.search, {
        argument: 'question',
        load: { post: true },
        text: ({ content }) => content,
        source: ({ post }) => post?.title ?? '',
      }),
    }),
    answer: chainOfThought(Answer),
  },
  async ({ question }, { find, answer }) => {
    const { passages } = await find({ query: question })
    const found = await answer({ passages: passages.map(({ text }) => text), question })
    return { answer: found.answer, sources: [...new Set(passages.map(({ source }) => source))] }
  },
)
