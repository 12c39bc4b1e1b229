import { expect, test } from 'vitest'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { eq } from '../../expression/operators.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, read, update } from '../contract/action.ts'

class Task extends Resource('Task', {
  id: t.integer().primaryKey(),
  done: t.boolean().default(false),
}) {
  static actions = {
    list: read(Task),
    add: create(Task, { accept: ['id', 'done'] }),
    finish: update(Task, { set: { done: true } }),
    remove: destroy(Task),
  }
}

test('a misspelled option of a query is refused, and no record is meant by it', async () => {
  const opened = await app<{ actor: never }>().open({ resources: [Task], dataLayer: memory() })
  const session = opened.session(null)
  for (const id of [1, 2, 3]) await session.run(Task.actions.add, { id, done: id === 1 })
  const filter = ({ done }: { done: Parameters<typeof eq>[0] }) => eq(done, true)
  const wrong: unknown[] = [
    { where: filter },
    { filtr: filter },
    { filter, limit: 1 },
    filter,
    [filter],
    null,
  ]
  for (const query of wrong) {
    await expect(session.bulkDestroy(Task.actions.remove, query as never)).rejects.toMatchObject({
      code: expect.stringMatching(/no_such_input|assumption_failed/),
    })
    await expect(session.bulkUpdate(Task.actions.finish, query as never, {})).rejects.toMatchObject(
      { code: expect.any(String) },
    )
  }
  for (const query of [{ where: filter }, { filtr: filter }, filter])
    for (const ask of [
      () => session.query(Task, query as never),
      () => session.count(Task, query as never),
      () => session.exists(Task, query as never),
      () => session.run(Task.actions.list, {}, query as never),
      () => session.page(Task.actions.list, {}, {}, query as never),
    ])
      await expect(ask()).rejects.toMatchObject({ code: expect.any(String) })
  expect(
    await session.query(Task, { filter: ({ done }) => eq(done, false), sort: ['id'] }),
  ).toMatchObject([{ id: 2 }, { id: 3 }])
  await expect(session.bulkDestroy(Task.actions.remove, { filtr: 1 } as never)).rejects.toThrow(
    'filtr is not a known input of the query of Task.remove. Did you mean "filter"?',
  )
  await opened.close()
})
