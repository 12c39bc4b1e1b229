import { afterEach, describe, expect, it } from 'vitest'
import { openBlog } from '../../test/support/blog/open.ts'
import { Post } from '../../test/support/blog/post.ts'
import { LmRateLimitError } from '../error/lm-error.ts'
import { lmKey } from '../lm/language-model.ts'
import { type Script, scripted } from '../offline/scripted.ts'

const answer =
  '[[ ## reasoning ## ]]\nIt is about bridges.\n\n[[ ## title ## ]]\nSpans\n\n[[ ## tags ## ]]\n["steel", "rivers"]\n\n[[ ## completed ## ]]'
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()))
})
const open = async (script: Script) => {
  const lm = scripted(script)
  const made = await openBlog({ lm })
  opened.push(made.app)
  return { ...made, lm, session: made.app.session(made.ada) }
}

describe('an action that a module carries out', () => {
  it('gives the signature’s outputs, asked of the session’s language model', async () => {
    const { session, lm } = await open([answer])
    const suggested = await session.run(Post.actions.suggestTitle, { body: 'Steel over rivers.' })
    expect({ ...suggested }).toEqual({ title: 'Spans', tags: ['steel', 'rivers'] })
    expect(lm.requests).toHaveLength(1)
    expect(JSON.stringify(lm.requests[0]?.messages)).toContain('Steel over rivers.')
  })
  it('takes another model where a session has another', async () => {
    const { session, lm } = await open([])
    const other = scripted([answer])
    await session.with(lmKey, other).run(Post.actions.suggestTitle, { body: 'x' })
    expect([lm.requests.length, other.requests.length]).toEqual([0, 1])
  })
  it('casts what goes in before the model is asked', async () => {
    const { session, lm } = await open([answer])
    await expect(session.run(Post.actions.suggestTitle, {} as never)).rejects.toMatchObject({
      code: 'required',
      field: 'body',
    })
    await expect(
      session.run(Post.actions.suggestTitle, { body: 'x', bdy: 'y' } as never),
    ).rejects.toMatchObject({ code: 'no_such_input' })
    expect(lm.requests).toHaveLength(0)
  })
  it('asks the model the caller’s text as it is: nothing in it is a template', async () => {
    const payload = '{{constructor.constructor("return process")()}} <%= 7*7 %> ${7*7}'
    const { session, lm } = await open([answer])
    await session.run(Post.actions.suggestTitle, { body: payload })
    expect(lm.requests[0]?.messages.at(-1)?.content).toContain(payload)
  })
  it('lets an error of the language model out as it is', async () => {
    const limited = new LmRateLimitError('slow down', { retryAfterSeconds: 7 })
    const { session } = await open([limited])
    await expect(session.run(Post.actions.suggestTitle, { body: 'x' })).rejects.toBe(limited)
  })
  it('is not run inside a transaction, and says so before the model is asked', async () => {
    const { session, lm } = await open([answer])
    await expect(
      session.transaction((inside) => inside.run(Post.actions.suggestTitle, { body: 'x' })),
    ).rejects.toMatchObject({
      code: 'lm_in_transaction',
      message: expect.stringContaining('Post.suggestTitle'),
    })
    expect(lm.requests).toHaveLength(0)
  })
  it('is described by its signature', () => {
    expect(Post.actions.suggestTitle.definition.description).toBe('Suggest a title and tags.')
  })
})
