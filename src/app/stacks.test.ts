import { expect, test, vi } from 'vitest'
import { eachDataLayer } from '../../test/support/data-layers.ts'
import { action, create, destroy, read, update } from '../action/contract/action.ts'
import type { Session } from '../action/contract/session.ts'
import type { DataLayer } from '../data-layer/data-layer.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { http } from '../interface/http/http.ts'
import { predict } from '../module/predict/predict.ts'
import { scripted } from '../offline/scripted.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

class Part extends Resource(
  'Part',
  { id: t.uuid().primaryKey(), size: t.integer({ min: 1 }).public() },
  { open: true },
) {
  static actions = {
    list: read(Part),
    add: create(Part, { accept: ['size'] }),
    grow: update(Part, { accept: ['size'] }),
    drop: destroy(Part),
    fail: action(Part, {
      run: async () => {
        await new Promise((resolve) => setTimeout(resolve))
        throw new TypeError('x of null')
      },
    }),
    late: action(Part, {
      timeout: 5,
      run: () => new Promise<void>((resolve) => setTimeout(resolve, 50)),
    }),
    deep: action(Part, {
      run: async (_, { session }) => {
        await session.run(Part.actions.fail, {})
      },
    }),
  }
}

const some = crypto.randomUUID()
const calls: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  'an action that throws': (session) => session.run(Part.actions.fail, {}),
  'an action inside another': (session) => session.run(Part.actions.deep, {}),
  'an action out of time': (session) => session.run(Part.actions.late, {}),
  'an input that does not fit': (session) => session.run(Part.actions.add, { size: 0 }),
  'a record that is not there': (session) => session.run(Part.actions.drop, { id: some }),
  'get of such a record': (session) => session.get(Part, some),
  'a filter that throws': (session) =>
    session.count(Part, {
      filter: () => {
        throw new TypeError('x of null')
      },
    }),
  'a page with a wrong cursor': (session) =>
    session.page(Part.actions.list, {}, { limit: 1, after: 'x' }),
  'a transaction': (session) =>
    session.transaction((inner) => inner.run(Part.actions.grow, { id: some, size: 2 })),
}

const leads = /at (async )?theCaller/
const failure = async (work: () => Promise<unknown>): Promise<Error> => {
  const theCaller = async () => {
    await work()
  }
  return theCaller().then(
    () => expect.unreachable('it did not fail'),
    (error: Error) => error,
  )
}
const open = (dataLayer: DataLayer) =>
  app<{ actor: never }>().open({ resources: [Part], dataLayer, onError: () => {} })

test('an error leads to the line of whoever awaited the call, whatever was called, however deep it was thrown', async () => {
  const opened = await open(memory())
  for (const [name, call] of Object.entries(calls)) {
    const { stack } = await failure(() => call(opened.session(null)))
    expect(`${name}: ${stack}`).toMatch(leads)
    expect(stack?.split('\n').length).toBeLessThan(70)
  }
  await opened.close()
})

eachDataLayer(
  'an error that a driver made in a callback',
  (make) => {
    test('leads there too, and the log of a request shows it with its cause', async () => {
      const written: string[] = []
      vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(`${text}`) > 0)
      const opened = await app<{ actor: never }>().open({
        resources: [Part],
        dataLayer: await make([]),
      })
      await opened.dataLayer.connection.sql?.query('drop table parts')
      const { stack } = await failure(() => opened.session(null).query(Part))
      expect(stack).toMatch(leads)
      const actor = () => null
      const url = 'http://localhost/api/part/list'
      const response = await http(opened, { actor }).fetch(new Request(url))
      expect(response.status).toBe(500)
      const log = written.join('')
      const { message } = ((await response.json()) as { errors: { message: string }[] }).errors[0]!
      expect(log.split('\n')[0]).toBe(`http GET /api/part/list: ${message}`)
      expect(log).toMatch(/because of \w+: .*parts/)
      expect(log).toMatch(/at (async )?ActionSession.page/)
      vi.restoreAllMocks()
      await opened.close()
    })
  },
  ['postgres'],
)

test('a module and an application that does not open lead to their caller as well', async () => {
  const module = predict('question -> answer: integer')
  const unread = await failure(() => module({ question: 'x' }, { lm: scripted(['', '']) }))
  expect(unread.stack).toMatch(leads)
  const broken = { open: async () => Promise.reject(new Error('no')), close: async () => {} }
  expect((await failure(() => open(broken as never))).stack).toMatch(leads)
})

test('what is thrown and is no error, or cannot be changed, passes as it is', async () => {
  for (const thrown of ['text', undefined, Object.freeze(new Error('frozen'))]) {
    const script = scripted(() => Promise.reject(thrown))
    const call = predict('question -> answer')({ question: 'x' }, { lm: script })
    expect(await call.catch((error: unknown) => error)).toBe(thrown)
  }
})
