import { expect, test } from 'vitest'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create, destroy, read as readAction, update } from '../contract/action.ts'
import { type Change, type Changeset, requiresRecord } from '../contract/changeset.ts'
import { readPipeline } from '../read/read-action.ts'
import { write } from '../write/run-write.ts'
import type { Pipeline, Work } from './pipeline.ts'
import { generic } from './run-generic.ts'

const order = <S extends Work>({ steps }: Pipeline<S>) =>
  steps.map(({ name, place }) => `${place}: ${name}`)

test('a write takes its steps in this order', () => {
  expect(order(write)).toEqual([
    'outside: cast',
    'outside: build',
    'outside: validate',
    'outside: authorize',
    'outside: plan loads',
    'outside: ask the data',
    'outside: check keys',
    'outside: refuse input',
    'inside: lock',
    'inside: build on record',
    'inside: authorize',
    'inside: ask the data',
    'inside: validate',
    'inside: check keys',
    'outside: beforeTransaction',
    'inside: lock again',
    'inside: beforeAction',
    'inside: validate again',
    'inside: authorize again',
    'inside: check keys',
    'inside: load what goes',
    'inside: store',
    'inside: check computed keys',
    'inside: afterAction',
    'inside: load',
    'inside: announce',
    'end: withhold conflict',
    'end: afterTransaction',
    'end: notify',
  ])
})
test('a read takes its steps in this order, and a generic action in that', () => {
  expect(order(readPipeline)).toEqual(
    [
      'require a limit',
      'cast',
      'authorize',
      'prepare',
      'plan',
      'limit to two',
      'query',
      'answer',
    ].map((name) => `outside: ${name}`),
  )
  expect(order(generic)).toEqual([
    'outside: cast',
    'outside: authorize',
    'inside: perform',
    'end: notify',
  ])
})

const tasks = app<{ actor: unknown }>()
const seen: string[] = []
const watch = (changeset: Changeset<typeof Task>, before: boolean): Changeset<typeof Task> => {
  const inner = changeset
    .beforeAction((next, { connection }) => {
      seen.push(`beforeAction ${connection.inTransaction}`)
      return next
    })
    .afterAction((_record, _next, { connection }) => {
      seen.push(`afterAction ${connection.inTransaction}`)
    })
    .afterTransaction((_outcome, _next, { connection }) => {
      seen.push(`afterTransaction ${connection.inTransaction}`)
    })
  if (!before) return inner
  return inner.beforeTransaction((next, { connection }) => {
    seen.push(`beforeTransaction ${connection.inTransaction}`)
    return next
  })
}
/** Looks at the stored record, and attaches a hook of each kind, or all but the first. */
const looking = (before: boolean): Change<typeof Task> =>
  requiresRecord((changeset) => {
    seen.push(`looks at ${changeset.record?.title}`)
    return watch(changeset, before)
  })

class Task extends Resource('Task', { id: t.uuid().primaryKey(), title: t.string() }) {
  static actions = {
    list: readAction(Task),
    add: create(Task, { accept: ['title'] }),
    edit: update(Task, { accept: ['title'], changes: [looking(true)] }),
    rename: update(Task, { accept: ['title'], changes: [looking(false)] }),
    remove: destroy(Task, { changes: [looking(true)] }),
  }
}

test('a change that looks at the stored record comes first, and hooks that may take long run between two transactions', async () => {
  const opened = await tasks.open({
    resources: [Task],
    dataLayer: memory(),
    notifiers: [{ name: 'seen', notify: ({ type }) => void seen.push(`notify ${type}`) }],
  })
  const session = opened.session(null)
  const { id } = await session.run(Task.actions.add, { title: 'a' })
  seen.length = 0
  const inside = ['beforeAction true', 'afterAction true', 'afterTransaction false']
  await session.run(Task.actions.edit, { id, title: 'b' })
  expect(seen.splice(0)).toEqual([
    'looks at a',
    'beforeTransaction false',
    ...inside,
    'notify update',
  ])
  await session.run(Task.actions.rename, { id, title: 'c' })
  expect(seen.splice(0)).toEqual(['looks at b', ...inside, 'notify update'])
  await session.run(Task.actions.remove, { id })
  expect(seen.splice(0)).toEqual([
    'looks at c',
    'beforeTransaction false',
    ...inside,
    'notify destroy',
  ])
  await opened.close()
})
