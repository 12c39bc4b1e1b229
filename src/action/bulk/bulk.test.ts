import { expect, test } from 'vitest'
import { Post, useBlog, User } from '../../../test/support/action/blog.ts'
import { eachDataLayer } from '../../../test/support/data-layers.ts'
import { eq } from '../../expression/operators.ts'
import type { Refs } from '../../resource/refs.ts'
import type { Notification } from '../contract/notification.ts'

eachDataLayer('bulk actions', (_, layer) => {
  const sent: Notification[] = []
  const open = useBlog(layer, {
    notifiers: [{ name: 'recorder', notify: (notification) => void sent.push(notification) }],
  })
  const titled = async (...titles: string[]) => {
    const blog = await open()
    const { ada, users } = blog
    await ada.bulkCreate(
      Post.actions.write,
      titles.map((title) => ({ title, authorId: users.ada.id })),
    )
    sent.length = 0
    const own = { filter: ({ authorId }: Refs<typeof Post>) => eq(authorId, users.ada.id) }
    return { ...blog, own }
  }

  test('an input that is wrong or forbidden fails alone, and outcomes keep the order of the inputs', async () => {
    const { ada, users, own } = await titled()
    const input = (title: string, authorId = users.ada.id) => ({ title, authorId })
    const result = await ada.bulkCreate(Post.actions.write, [
      input('a'),
      input('x'.repeat(90)),
      input('b', users.bob.id),
      { ...input('c'), rating: 3 },
    ])
    expect(result).toMatchObject({ status: 'partial_success', succeeded: 2, failed: 2 })
    expect(result.outcomes).toMatchObject([
      { ok: true, record: { title: 'a' } },
      { ok: false, error: { field: 'title' } },
      { ok: false, error: { code: 'forbidden' } },
      { ok: true, record: { title: 'c', rating: 3 } },
    ])
    expect(await ada.count(Post, own)).toBe(2)
    expect(sent.map(({ record }) => record.title)).toEqual(['a', 'c'])
    expect(Object.keys(sent[0]!.record)).toContain('embedding')
  })
  test('a record that the data refuses fails alone though it shares a statement', async () => {
    const { system, users } = await open()
    const person = (email: string) => ({ name: 'x', email })
    const fresh = [`1-${users.ada.id}`, `2-${users.ada.id}`]
    const result = await system.bulkCreate(User.actions.register, [
      person(fresh[0]!),
      person(users.ada.email),
      person(fresh[1]!),
    ])
    expect(result.outcomes.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(result.outcomes[1]).toMatchObject({ error: { code: 'already_taken', field: 'email' } })
  })
  test('no input at all is a success, and all failing is an error', async () => {
    const { anonymous, users } = await open()
    expect(await anonymous.bulkCreate(Post.actions.write, [])).toEqual({
      status: 'success',
      outcomes: [],
      succeeded: 0,
      failed: 0,
    })
    expect(
      await anonymous.bulkCreate(Post.actions.write, [{ title: 'a', authorId: users.ada.id }]),
    ).toMatchObject({ status: 'error', failed: 1 })
  })
  test('more inputs than a batch go in several', async () => {
    const { ada, users, own } = await titled()
    await ada.bulkCreate(
      Post.actions.write,
      Array.from({ length: 7 }, (_unused, i) => ({ title: `post ${i}`, authorId: users.ada.id })),
      { batchSize: 3 },
    )
    expect(await ada.count(Post, own)).toBe(7)
  })
  test('an update changes what the query leaves and the action applies to', async () => {
    const { ada, own } = await titled('a', 'b', 'c')
    const [first] = await ada.query(Post, { ...own, sort: ['title'] })
    await ada.run(Post.actions.publish, { id: first!.id })
    sent.length = 0
    const result = await ada.bulkUpdate(Post.actions.publish, own, {})
    expect(result).toMatchObject({ status: 'success', succeeded: 2 })
    expect(sent.map(({ type, changed }) => [type, changed])).toEqual([
      ['update', ['status']],
      ['update', ['status']],
    ])
    expect((await ada.bulkUpdate(Post.actions.publish, own, {})).succeeded).toBe(0)
  })
  test('records of others are passed over', async () => {
    const { ada, bob, own } = await titled('a', 'b')
    await ada.bulkUpdate(Post.actions.publish, own, {})
    expect(await bob.bulkUpdate(Post.actions.edit, own, { title: 'mine' })).toMatchObject({
      status: 'success',
      succeeded: 0,
    })
    expect(await bob.bulkDestroy(Post.actions.delete, own)).toMatchObject({ succeeded: 0 })
    expect(await ada.bulkDestroy(Post.actions.delete, own)).toMatchObject({ succeeded: 2 })
    expect(await ada.count(Post, own)).toBe(0)
  })
  test('a wrong input is refused as a whole', async () => {
    const { ada, own } = await titled('a')
    await expect(
      ada.bulkUpdate(Post.actions.edit, own, { title: 'x'.repeat(90) }),
    ).rejects.toMatchObject({ field: 'title' })
  })
})
