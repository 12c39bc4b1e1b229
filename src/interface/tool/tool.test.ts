import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBlog } from '../../../test/support/blog/open.ts'
import { Post } from '../../../test/support/blog/post.ts'
import { User } from '../../../test/support/blog/user.ts'
import { read } from '../../action/contract/action.ts'
import type { Session } from '../../action/contract/session.ts'
import { t } from '../../type/t.ts'
import { tool } from './tool.ts'
import { availableTools, toolsOf } from './tools-of.ts'

let blog: Awaited<ReturnType<typeof openBlog>>
let bob: Session
beforeAll(async () => {
  blog = await openBlog()
  bob = blog.app.session(blog.bob)
})
afterAll(() => blog.app.close())
const names = (tools: readonly { readonly name: string }[]) => tools.map(({ name }) => name)

describe('the tools of an app', () => {
  it('are its public actions, each under one name', () => {
    expect(names(toolsOf(blog.app))).toEqual(
      expect.arrayContaining(['user_list', 'post_list', 'post_suggest_title', 'comment_write']),
    )
    expect(names(toolsOf(blog.app))).not.toContain('post_audit')
  })
  it('may be chosen by resource or one by one, then private ones too', () => {
    expect(names(toolsOf(blog.app, { resources: [User] }))).toEqual([
      'user_list',
      'user_linger',
      'user_fail',
    ])
    expect(names(toolsOf(blog.app, { actions: [Post.actions.audit] }))).toEqual(['post_audit'])
  })
  it('refuse to be two of one name, to have no proper name, or to be of no resource', () => {
    expect(() => toolsOf(blog.app, { actions: [Post.actions.list, Post.actions.list] })).toThrow(
      /two tools are named "post_list"/,
    )
    expect(() => tool(Post.actions.list, { name: 'search posts' })).toThrow(/not a name for a tool/)
    expect(() => tool(read(Post, { arguments: { x: t.string() } }))).toThrow(/Post/)
  })
  it('hide what the actor may never do, and show what only an input can tell', async () => {
    const shown = names(await availableTools(toolsOf(blog.app), bob))
    expect(shown).not.toContain('post_delete')
    expect(shown).toEqual(expect.arrayContaining(['post_write', 'post_publish', 'post_list']))
  })
  it('are told of by schemas that name no private field', () => {
    expect(JSON.stringify(toolsOf(blog.app))).not.toMatch(/reviewNote|noteLine|fromDesk|email/)
  })
})

describe('a tool', () => {
  it('gives JSON text of what the actor may see', async () => {
    const result = await tool(Post.actions.list).execute({ sort: ['title'] }, bob)
    expect(result).toMatchObject({
      ok: true,
      value: {
        results: [{ title: 'On Bridges' }, { title: 'On Cranes' }, { title: 'Sketchbook' }],
        more: false,
        limit: 25,
      },
    })
    expect(JSON.parse(result.text)).toEqual(result.ok && result.value)
  })
  it('gives what its declaration loads, and nothing for a load that a model makes up', async () => {
    const withAuthor = tool(Post.actions.search, { load: { author: true, commentCount: true } })
    expect(await withAuthor.execute({ text: 'Cranes' }, bob)).toMatchObject({
      value: { results: [{ author: { id: blog.bob.id, name: 'Bob' }, commentCount: 1 }] },
    })
    expect(await withAuthor.execute({ text: 'Cranes', load: ['reviewer'] }, bob)).toMatchObject({
      ok: false,
      text: expect.stringContaining('load is not a known input'),
    })
  })
  it('limits what it gives by the action’s page size', async () => {
    const search = tool(Post.actions.search)
    expect(await search.execute({ text: 'o' }, bob)).toMatchObject({ value: { limit: 2 } })
    expect(await search.execute({ text: 'o', limit: 100 }, bob)).toMatchObject({
      ok: false,
      text: expect.stringContaining('at most 3'),
    })
  })
  it('acts as the actor of the session, and as nobody else', async () => {
    const retitle = tool(Post.actions.retitle)
    expect(await retitle.execute({ id: blog.bridges.id, title: 'Mine now' }, bob)).toMatchObject({
      ok: false,
    })
    expect(
      await retitle.execute({ id: blog.cranes.id, title: 'On Tower Cranes' }, bob),
    ).toMatchObject({ ok: true, value: { title: 'On Tower Cranes' } })
    expect(await retitle.execute({ id: blog.cranes.id, title: 'On Cranes' }, bob)).toMatchObject({
      ok: true,
    })
  })
  it('changes the record that its key names and no other, and takes no condition for a key', async () => {
    const result = await tool(Post.actions.retitle).execute(
      { id: { ne: blog.cranes.id }, title: 'All of them' },
      bob,
    )
    expect(result).toEqual({ ok: false, text: 'id must be one value, got an object.' })
    expect(
      await tool(Post.actions.byTitle).execute({ title: { contains: 'On' } }, bob),
    ).toMatchObject({ ok: false })
  })
  it('says every error in a line of its own', async () => {
    const { ok, text } = await tool(Post.actions.write).execute({ titel: 'x', boddy: 'y' }, bob)
    expect(ok).toBe(false)
    expect(text.split('\n')).toEqual([
      expect.stringContaining('Did you mean "title"?'),
      expect.stringContaining('Did you mean "body"?'),
    ])
  })
  it('does not repeat what an unknown error says, and reports it', async () => {
    const heard: unknown[] = []
    const { text } = await tool(User.actions.fail).execute({}, bob, {
      onError: (error) => heard.push(error),
    })
    expect(text).toMatch(/^Something went wrong\. The log has the details under [\w-]+\.$/)
    expect(text).not.toMatch(/postgres|hunter2|srv/)
    expect((heard[0] as Error).cause).toBeInstanceOf(TypeError)
  })
  it('that was aborted says so, and reports nothing', async () => {
    const heard: unknown[] = []
    const given = { signal: AbortSignal.abort(), onError: (error: unknown) => heard.push(error) }
    expect(await tool(User.actions.linger).execute({}, bob, given)).toEqual({
      ok: false,
      text: 'The call was aborted by its caller.',
    })
    expect(heard).toEqual([])
  })
  it('finds nothing where there is nothing to see', async () => {
    expect(await tool(Post.actions.byTitle).execute({ title: 'Secret Plans' }, bob)).toEqual(
      await tool(Post.actions.byTitle).execute({ title: 'No Such Post' }, bob),
    )
    expect(
      await tool(Post.actions.byTitle).execute(
        { title: 'Secret Plans' },
        blog.app.session(blog.ada),
      ),
    ).toMatchObject({ ok: true })
  })
})
