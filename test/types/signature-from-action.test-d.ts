import { action, predict, Signature, t } from 'ashlar'
import { Post } from './blog/post.ts'

const summarize = action(Post, {
  arguments: { body: t.text(), words: t.integer().default(20) },
  returns: t.map({ fields: { summary: t.text(), tone: t.oneOf('dry', 'warm') } }),
  run: ({ body }) => ({ summary: body, tone: 'dry' as const }),
})
class Summarize extends Signature.from(() => summarize) {}
class Write extends Signature.from(() => Post.actions.write, {
  input: ['title'],
  output: ['body', 'tags'],
}) {}
class Shout extends Signature.from(() => Post.actions.shout) {}

export const main = async () => {
  const { summary, tone } = await predict(Summarize)({ body: 'x' })
  const kind: 'dry' | 'warm' = tone
  const written = await predict(Write)({ title: 'x' })
  const tags: string[] = written.tags
  const { result } = await predict(Shout)({ word: 'x' })
  const loud: string = result
  return { summary, kind, tags, loud }
}

// @ts-expect-error a required argument is missing
await predict(Summarize)({ words: 3 })
// @ts-expect-error not an argument of the action
await predict(Summarize)({ body: 'x', length: 3 })
// @ts-expect-error not an output of the action
;(await predict(Write)({ title: 'x' })).status
// @ts-expect-error no such input
Signature.from(() => Post.actions.write, { input: ['titel'] })
