import { expect, test } from 'vitest'
import { Post, useBlog } from '../../test/support/action/blog.ts'
import { eachDataLayer } from '../../test/support/data-layers.ts'

eachDataLayer('can', (_, layer) => {
  const open = useBlog(layer)
  test('what only the data can tell counts as yes, until a record is named', async () => {
    const { ada, bob, anonymous, users } = await open()
    const post = await ada.run(Post.actions.write, { title: 'x', authorId: users.ada.id })
    expect(await bob.can(Post.actions.publish)).toBe(true)
    expect(await bob.can(Post.actions.publish, { id: post.id })).toBe(false)
    expect(await ada.can(Post.actions.publish, { id: post.id })).toBe(true)
    expect(await anonymous.can(Post.actions.publish)).toBe(false)
    expect(await anonymous.can(Post.actions.list)).toBe(true)
  })
  test('a create is decided by what is given', async () => {
    const { ada, users, system } = await open()
    expect(await ada.can(Post.actions.write, { authorId: users.ada.id })).toBe(true)
    expect(await ada.can(Post.actions.write, { authorId: users.bob.id })).toBe(false)
    expect(await ada.can(Post.actions.write)).toBe(true)
    expect(await system.can(Post.actions.write, { authorId: users.bob.id })).toBe(true)
  })
  test('a session can be taken over by another actor', async () => {
    const { ada, users, system } = await open()
    expect(ada.as(users.bob).actor).toBe(users.bob)
    expect(await system.as(users.ada).can(Post.actions.write, { authorId: users.bob.id })).toBe(false)
  })
})
