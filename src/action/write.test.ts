import { expect, test } from 'vitest'
import { memory } from '../data-layer/memory/memory.ts'
import { openBlog, Post } from '../../test/support/action/blog.ts'

const write = async () => {
  const blog = await openBlog(memory())
  const post = await blog.ada.run(Post.actions.write, { title: '  First ', authorId: blog.users.ada.id })
  return { ...blog, post }
}

test('a create gives an instance of its class with defaults filled in', async () => {
  const { post, users } = await write()
  expect(post).toBeInstanceOf(Post)
  expect(post).toMatchObject({ title: 'First', tags: [], status: 'draft', body: null, authorId: users.ada.id })
  expect('embedding' in post).toBe(false)
})
test('attributes that share a default function get the identical value', async () => {
  const { post } = await write()
  expect(post.createdAt).toEqual(post.updatedAt)
})
test('a create for somebody else is forbidden and leaves no row', async () => {
  const { bob, users, app } = await write()
  await expect(bob.run(Post.actions.write, { title: 'x', authorId: users.ada.id })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await app.system().count(Post)).toBe(1)
})
test('all that is wrong with an input is said at once', async () => {
  const { ada, users } = await write()
  const wrong = ada.run(Post.actions.write, { titel: 'x', rating: 'many', authorId: users.ada.id } as never)
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', errors: [{ code: 'no_such_input' }, { code: 'invalid_attribute', field: 'rating' }, { code: 'required', field: 'title' }] })
})
test('an update changes the record, its time and nothing else', async () => {
  const { ada, post } = await write()
  const edited = await ada.run(Post.actions.edit, { id: post.id, body: 'text' })
  expect(edited).toMatchObject({ title: 'First', body: 'text', createdAt: post.createdAt })
  expect(edited.updatedAt.getTime()).toBeGreaterThanOrEqual(post.updatedAt.getTime())
})
test('the stored original is checked, not the new values', async () => {
  const { bob, admin, post, users } = await write()
  await admin.run(Post.actions.publish, { id: post.id })
  await expect(bob.run(Post.actions.edit, { id: post.id, authorId: users.bob.id })).rejects.toMatchObject({ code: 'forbidden' })
  expect((await admin.get(Post, post.id)).authorId).toBe(users.ada.id)
})
test('a record that cannot be seen is not found', async () => {
  const { bob, post } = await write()
  await expect(bob.run(Post.actions.edit, { id: post.id, title: 'x' })).rejects.toMatchObject({ code: 'not_found' })
})
test('a record that no longer fits the condition of the action is stale', async () => {
  const { ada, post } = await write()
  await ada.run(Post.actions.publish, { id: post.id })
  await expect(ada.run(Post.actions.publish, { id: post.id })).rejects.toMatchObject({ code: 'stale_record' })
})
test('an expression over the stored record is set', async () => {
  const { ada, post } = await write()
  expect((await ada.run(Post.actions.shoutTitle, { id: post.id })).title).toBe('First!')
})
test('a destroy removes the record and gives it back', async () => {
  const { ada, post } = await write()
  expect(await ada.run(Post.actions.delete, { id: post.id })).toMatchObject({ id: post.id })
  await expect(ada.get(Post, post.id)).rejects.toMatchObject({ code: 'not_found' })
})
test('reads are narrowed by the policies', async () => {
  const { ada, bob, anonymous } = await write()
  expect(await ada.query(Post)).toHaveLength(1)
  expect(await bob.query(Post)).toEqual([])
  expect(await anonymous.count(Post)).toBe(0)
})
test('loads', async () => {
  const { ada } = await write()
  const [post] = await ada.query(Post, { load: { author: { postCount: true }, byline: true, commentCount: true, comments: true } })
  expect(post).toMatchObject({ author: { name: 'ada', postCount: 1 }, byline: 'First by ada', commentCount: 0, comments: [] })
})
test('a generic action', async () => {
  const { ada } = await write()
  expect(await ada.run(Post.actions.shout, { word: 'hey' })).toBe('HEY')
})
