import { expect, test } from 'vitest'
import { Comment, Post, useBlog, User } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { eq } from '../../expression/operators.ts'

eachDataLayer('writes', (_, layer) => {
  const open = useBlog(layer)
  const write = async () => {
    const blog = await open()
    const post = await blog.ada.run(Post.actions.write, {
      title: '  First ',
      authorId: blog.users.ada.id,
    })
    return { ...blog, post }
  }
  test('a create gives an instance of its class with defaults filled in', async () => {
    const { post, users } = await write()
    expect(post).toBeInstanceOf(Post)
    expect(post).toMatchObject({
      title: 'First',
      tags: [],
      status: 'draft',
      body: null,
      authorId: users.ada.id,
    })
    expect('embedding' in post).toBe(false)
  })
  test('attributes that share a default function get the identical value', async () => {
    const { post } = await write()
    expect(post.createdAt).toEqual(post.updatedAt)
  })
  test('a create for somebody else is forbidden and leaves no row', async () => {
    const { bob, users, app } = await write()
    await expect(
      bob.run(Post.actions.write, { title: 'x', authorId: users.ada.id }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect(
      await app.system().count(Post, { filter: ({ authorId }) => eq(authorId, users.ada.id) }),
    ).toBe(1)
  })
  test('a create whose policy follows a key does not tell which keys there are', async () => {
    const { ada, users, system } = await open()
    const post = await ada.run(Post.actions.write, { title: 'a', authorId: users.ada.id })
    const comment = (userId: string, postId = post.id) =>
      ada.run(Comment.actions.add, { body: 'a', postId, userId })
    const nobody = '00000000-0000-7000-8000-000000000000'
    for (const other of [users.bob.id, nobody])
      await expect(comment(other)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(comment(users.ada.id, nobody)).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'postId',
    })
    await expect(
      system.run(Comment.actions.add, { body: 'a', postId: post.id, userId: nobody }),
    ).rejects.toMatchObject({ field: 'userId' })
    expect(await comment(users.ada.id)).toMatchObject({ body: 'a' })
  })
  test('all that is wrong with an input is said at once', async () => {
    const { ada, users } = await write()
    const wrong = ada.run(Post.actions.write, {
      titel: 'x',
      rating: 'many',
      authorId: users.ada.id,
    } as never)
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [
        { code: 'no_such_input' },
        { code: 'invalid_attribute', field: 'rating' },
        { code: 'required', field: 'title' },
      ],
    })
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
    await expect(
      bob.run(Post.actions.edit, { id: post.id, authorId: users.bob.id }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect((await admin.get(Post, post.id)).authorId).toBe(users.ada.id)
  })
  test('a record that cannot be seen is not found', async () => {
    const { bob, post } = await write()
    await expect(bob.run(Post.actions.edit, { id: post.id, title: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
  test('a record that no longer fits the condition of the action is stale', async () => {
    const { ada, post } = await write()
    await ada.run(Post.actions.publish, { id: post.id })
    await expect(ada.run(Post.actions.publish, { id: post.id })).rejects.toMatchObject({
      code: 'stale_record',
    })
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
  test('an explicit null beats a default, and a required attribute cannot be null', async () => {
    const { ada, users } = await open()
    const wrong = ada.run(Post.actions.write, {
      title: 'x',
      tags: null as never,
      authorId: users.ada.id,
    })
    await expect(wrong).rejects.toMatchObject({ code: 'required', field: 'tags' })
    expect(
      (await ada.run(Post.actions.write, { title: 'x', body: null, authorId: users.ada.id })).body,
    ).toBeNull()
  })
  test('an error on a field makes that it is required not worth saying', async () => {
    const { ada, users } = await open()
    await expect(
      ada.run(Post.actions.write, { title: 'x'.repeat(81), authorId: users.ada.id }),
    ).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'title',
    })
  })
  test('what is not accepted is no input', async () => {
    const { ada, users } = await open()
    await expect(
      ada.run(Post.actions.write, {
        title: 'x',
        authorId: users.ada.id,
        secret: 's',
        id: users.ada.id,
      } as never),
    ).rejects.toMatchObject({
      errors: [
        { code: 'no_such_input', field: 'secret' },
        { code: 'no_such_input', field: 'id' },
      ],
    })
  })
  test('an update that changes nothing leaves the record as it was', async () => {
    const { ada, post } = await write()
    expect(await ada.run(Post.actions.edit, { id: post.id, title: 'First' })).toEqual(post)
    expect(await ada.run(Post.actions.edit, { id: post.id })).toEqual(post)
  })
  test('anonymous may not write', async () => {
    const { anonymous, users, post } = await write()
    await expect(
      anonymous.run(Post.actions.write, { title: 'x', authorId: users.ada.id }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(anonymous.run(Post.actions.delete, { id: post.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
  test('the key is required and must be of its type', async () => {
    const { ada } = await open()
    await expect(ada.run(Post.actions.edit, {} as never)).rejects.toMatchObject({
      code: 'required',
      field: 'id',
    })
    await expect(ada.run(Post.actions.edit, { id: { ne: 'x' } as never })).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'id',
    })
  })
  test('a taken identity is an error on its field', async () => {
    const { anonymous, users } = await open()
    await expect(
      anonymous.run(User.actions.register, { name: 'x', email: users.ada.email }),
    ).rejects.toMatchObject({ code: 'already_taken', field: 'email' })
  })
  test('a write can load what belongs to its record', async () => {
    const { ada, post } = await write()
    const edited = await ada.run(
      Post.actions.edit,
      { id: post.id, title: 'x' },
      { load: { author: true, byline: true } },
    )
    expect(edited).toMatchObject({ byline: 'x by ada', author: { name: 'ada' } })
    const gone = await ada.run(Post.actions.delete, { id: post.id }, { load: { byline: true } })
    expect(gone).toMatchObject({ id: post.id, title: 'x', byline: 'x by ada' })
  })
  test('an upsert creates, then updates the record with the same identity', async () => {
    const { app, users, system } = await open()
    const email = `${users.ada.id}@example.com`
    const made = await system.run(User.actions.sync, { name: 'Eve', email })
    const self = app.session(made)
    expect(await self.run(User.actions.sync, { name: 'Eva', email })).toMatchObject({
      id: made.id,
      name: 'Eva',
      role: 'member',
    })
  })
  test('an upsert needs the permission to update what it finds', async () => {
    const { ada, users } = await open()
    await expect(
      ada.run(User.actions.sync, { name: 'Mine', email: users.bob.email }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    expect((await ada.get(User, users.bob.id)).name).toBe('bob')
  })
  test('a value that the storage computes must fit its type too', async () => {
    const { ada, users } = await open()
    const title = 'x'.repeat(80)
    const post = await ada.run(Post.actions.write, { title, authorId: users.ada.id })
    await expect(ada.run(Post.actions.shoutTitle, { id: post.id })).rejects.toMatchObject({
      code: 'invalid_attribute',
      field: 'title',
    })
    expect(await ada.get(Post, post.id)).toEqual(post)
  })
})
