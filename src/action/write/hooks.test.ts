import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { app } from '../../app/open-app.ts'
import { currentContext } from '../../context/context.ts'
import { eq } from '../../expression/operators.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { action, create, destroy, read, update } from '../contract/action.ts'
import type { Change } from '../contract/changeset.ts'
import type { Notification, Notifier } from '../contract/notification.ts'
import { type Session, sessionKey } from '../contract/session.ts'

const tasks = app<{ actor: { name: string } }>()
const log: string[] = []
const fail = new Map<string, Error>()
const step = (name: string) => {
  log.push(name)
  const error = fail.get(name)
  if (error) throw error
}

/** Attaches a hook of each kind that writes its name down. */
const traced: Change<typeof Task> = (changeset) =>
  changeset
    .beforeTransaction((next, { connection }) => {
      step(`beforeTransaction ${connection.inTransaction ? 'inside' : 'outside'}`)
      return next
    })
    .beforeAction((next, { connection }) => {
      step(`beforeAction ${connection.inTransaction ? 'inside' : 'outside'}`)
      return next.set({ note: 'hooked' })
    })
    .afterAction(async (record, _, { session }) => {
      step('afterAction')
      if (record.title === 'parent')
        await session.run(Task.actions.add, { title: 'child', team: record.team })
    })
    .afterTransaction((outcome, _, { connection }) => {
      step(
        `afterTransaction ${outcome.ok ? 'ok' : 'failed'} ${connection.inTransaction ? 'inside' : 'outside'}`,
      )
      return fail.has('forgive') ? { ok: true, record: { title: 'forgiven' } as Task } : undefined
    })

let gone = new AbortController()
/** Its caller goes away while it waits for what never comes. */
const hanging: Change<typeof Task> = (changeset) =>
  changeset.afterAction(() => {
    gone.abort(new Error('gone'))
    return new Promise(() => {})
  })

class Task extends Resource('Task', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  note: t.string().nullable(),
  team: t.string(),
}) {
  static actions = {
    list: read(Task),
    remove: destroy(Task),
    hanging: create(Task, { accept: ['title', 'team'], changes: [hanging] }),
    add: create(Task, { accept: ['title', 'team'] }),
    addAgain: create(Task, { accept: ['id', 'title', 'team'] }),
    traced: create(Task, { accept: ['title', 'team'], changes: [traced] }),
    tracedEdit: update(Task, { accept: ['title'], changes: [traced] }),
    tracedDelete: destroy(Task, { changes: [traced] }),
    isInside: action(Task, {
      returns: t.boolean(),
      run: (_, { connection }) => connection.inTransaction,
    }),
    whoAmI: action(Task, {
      returns: t.boolean(),
      run: (_, { session }) => currentContext().get(sessionKey) === session,
    }),
    addTwo: action(Task, {
      arguments: { team: t.string() },
      transaction: true,
      run: async ({ team }, { session }) => {
        for (const title of ['one', 'two']) await session.run(Task.actions.add, { title, team })
        step('addTwo')
      },
    }),
  }
  static policies = tasks.policies(Task, ({ team, actor }, policy) => [
    policy.read().authorizeIf(true),
    policy.write().authorizeIf(eq(team, actor.name)),
    policy.generic().authorizeIf(true),
  ])
}

eachDataLayer('hooks', (_, layer) => {
  const sent: Notification[] = []
  const errors: unknown[] = []
  const recorder: Notifier = {
    name: 'recorder',
    notify: (notification) => void sent.push(notification),
  }
  const broken: Notifier = { name: 'broken', notify: () => Promise.reject(new Error('deaf')) }
  let opened: Awaited<ReturnType<typeof tasks.open>>
  beforeAll(async () => {
    opened = await tasks.open({
      resources: [Task],
      dataLayer: await emptyDataLayer(layer),
      notifiers: [broken, recorder],
      onError: (error, where) => errors.push([where, error]),
    })
  })
  afterAll(() => opened.close())
  const open = async () => {
    for (const { id } of await opened.system().query(Task))
      await opened.system().run(Task.actions.remove, { id })
    fail.clear()
    for (const list of [log, sent, errors]) list.length = 0
    return {
      sent,
      errors,
      session: opened.session({ name: 'red' }),
      titles: async () =>
        (await opened.system().query(Task, { sort: ['title'] })).map(({ title }) => title),
    }
  }
  const add = (session: Session<{ name: string }>, title: string, team = 'red') =>
    session.run(Task.actions.traced, { title, team })
  const successful = [
    'beforeTransaction outside',
    'beforeAction inside',
    'afterAction',
    'afterTransaction ok outside',
  ]

  test('the hooks of every write run in one order', async () => {
    const blog = await open()
    const { id, note } = await add(blog.session, 'a')
    expect(note).toBe('hooked')
    await blog.session.run(Task.actions.tracedEdit, { id, title: 'b' })
    await blog.session.run(Task.actions.tracedDelete, { id })
    expect(log).toEqual([...successful, ...successful, ...successful])
  })
  test('nobody who is not allowed to write runs a hook, but the last one hears of it', async () => {
    const blog = await open()
    await expect(add(blog.session, 'a', 'blue')).rejects.toMatchObject({ code: 'forbidden' })
    expect(log).toEqual(['afterTransaction failed outside'])
  })
  test('an error before the transaction leaves the action undone', async () => {
    const blog = await open()
    fail.set('beforeTransaction outside', new Error('no'))
    await expect(add(blog.session, 'a')).rejects.toThrow('no')
    expect(log).toEqual(['beforeTransaction outside', 'afterTransaction failed outside'])
  })
  test('an error after the write undoes it, and what was written by hooks', async () => {
    const blog = await open()
    fail.set('afterAction', new Error('no'))
    await expect(add(blog.session, 'parent')).rejects.toThrow('no')
    expect(await blog.titles()).toEqual([])
    expect(blog.sent).toEqual([])
  })
  test('the last hook can turn a failure into a success and a success into a failure', async () => {
    const blog = await open()
    fail.set('forgive', new Error())
    expect(await add(blog.session, 'a', 'blue')).toMatchObject({ title: 'forgiven' })
    fail.clear()
    fail.set('afterTransaction ok outside', new Error('late'))
    await expect(add(blog.session, 'b')).rejects.toThrow('late')
    expect(await blog.titles()).toEqual(['b'])
    expect(blog.sent).toHaveLength(1)
  })
  test('nested actions join the transaction, and all notifications leave after its commit in the order of the writes', async () => {
    const blog = await open()
    await add(blog.session, 'parent')
    expect(
      blog.sent.map(({ record, type, actionName }) => [record.title, type, actionName]),
    ).toEqual([
      ['child', 'create', 'add'],
      ['parent', 'create', 'traced'],
    ])
    expect(blog.sent[1]).toMatchObject({
      actor: { name: 'red' },
      changed: ['id', 'title', 'note', 'team'],
    })
    expect(await blog.titles()).toEqual(['child', 'parent'])
  })
  test('a notifier that fails is reported and nobody else notices', async () => {
    const blog = await open()
    await add(blog.session, 'a')
    expect(blog.errors).toMatchObject([['notifier broken', { message: 'deaf' }]])
    expect(blog.sent).toHaveLength(1)
  })
  test('a transaction of several actions sends nothing until it commits, and nothing at all when it rolls back', async () => {
    const blog = await open()
    await blog.session.transaction(async (session) => {
      await session.run(Task.actions.add, { title: 'a', team: 'red' })
      expect(blog.sent).toEqual([])
    })
    expect(blog.sent).toHaveLength(1)
    const failed = blog.session.transaction(async (session) => {
      await session.run(Task.actions.add, { title: 'b', team: 'red' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await blog.titles()).toEqual(['a'])
    expect(blog.sent).toHaveLength(1)
  })
  test('a hook that never ends keeps no transaction open once its caller is gone', async () => {
    const blog = await open()
    gone = new AbortController()
    const write = blog.session.run(
      Task.actions.hanging,
      { title: 'a', team: 'red' },
      { signal: gone.signal },
    )
    await expect(write).rejects.toThrow('gone')
    await blog.session.run(Task.actions.add, { title: 'b', team: 'red' })
    expect(await blog.titles()).toEqual(['b'])
  })
  test('a savepoint that rolls back drops its own notifications only', async () => {
    const blog = await open()
    await blog.session.transaction(async (session) => {
      await session.run(Task.actions.add, { title: 'kept', team: 'red' })
      fail.set('afterAction', new Error('no'))
      await expect(add(session, 'parent')).rejects.toThrow('no')
      fail.clear()
      await session.run(Task.actions.add, { title: 'also kept', team: 'red' })
    })
    expect(blog.sent.map(({ record }) => record.title)).toEqual(['kept', 'also kept'])
    expect(await blog.titles()).toEqual(['also kept', 'kept'])
  })
  test('a write that fails inside a transaction can be caught there, and the rest goes on', async () => {
    const blog = await open()
    const [{ id }] = await blog.session.transaction(
      async (session) =>
        [await session.run(Task.actions.add, { title: 'kept', team: 'red' })] as const,
    )
    sent.length = 0
    await blog.session.transaction(async (session) => {
      const outcomes = await Promise.allSettled([
        session.run(Task.actions.add, { title: 'a', team: 'red' }),
        session.run(Task.actions.addAgain, { id, title: 'taken', team: 'red' }),
        session.run(Task.actions.add, { title: 'b', team: 'red' }),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      await session.run(Task.actions.add, { title: 'c', team: 'red' })
    })
    expect(await blog.titles()).toEqual(['a', 'b', 'c', 'kept'])
    expect(blog.sent).toHaveLength(3)
  })
  test('a transaction holds what any session of the app does inside it, notifications too', async () => {
    const blog = await open()
    const failed = blog.session.transaction(async (session) => {
      await session.run(Task.actions.add, { title: 'a', team: 'red' })
      await blog.session.run(Task.actions.add, { title: 'b', team: 'red' })
      expect(await blog.session.run(Task.actions.isInside, {})).toBe(true)
      expect(await blog.titles()).toEqual(['a', 'b'])
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect([await blog.titles(), blog.sent]).toEqual([[], []])
    await blog.session.transaction(async () => {
      await add(blog.session, 'c')
      expect(blog.sent).toEqual([])
    })
    expect(blog.sent).toHaveLength(1)
  })
  test('the session of a transaction that has ended does nothing more', async () => {
    const blog = await open()
    const late = await blog.session.transaction(async (session) => session)
    await expect(late.run(Task.actions.add, { title: 'a', team: 'red' })).rejects.toThrow(
      'The transaction that this belonged to has ended.',
    )
    await expect(late.query(Task)).rejects.toMatchObject({ code: 'assumption_failed' })
    expect(await blog.titles()).toEqual([])
  })
  test('a generic action runs in a transaction where it asks for one', async () => {
    const blog = await open()
    fail.set('addTwo', new Error('no'))
    await expect(blog.session.run(Task.actions.addTwo, { team: 'red' })).rejects.toThrow('no')
    expect(await blog.titles()).toEqual([])
    fail.clear()
    await blog.session.run(Task.actions.addTwo, { team: 'red' })
    expect(blog.sent).toHaveLength(2)
  })
  test('code far below an action finds its session', async () => {
    const blog = await open()
    expect(await blog.session.run(Task.actions.whoAmI, {})).toBe(true)
  })
  test('what a notifier does within the transaction commits or vanishes with it', async () => {
    await open()
    const seen: boolean[] = []
    const inside: Notifier = {
      name: 'inside',
      withinTransaction: async (_notification, connection) => {
        seen.push(connection.inTransaction)
        if (fail.has('inside')) throw new Error('full')
      },
    }
    const other = await tasks.open({
      resources: [Task],
      dataLayer: await emptyDataLayer(layer),
      notifiers: [inside],
    })
    const session = other.session({ name: 'red' })
    await session.run(Task.actions.add, { title: 'a', team: 'red' })
    fail.set('inside', new Error())
    await expect(session.run(Task.actions.add, { title: 'b', team: 'red' })).rejects.toThrow('full')
    expect(seen).toEqual([true, true])
    expect(await session.count(Task)).toBe(1)
    await other.close()
  })
})
