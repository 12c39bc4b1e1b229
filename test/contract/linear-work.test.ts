import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { action, create, read, update } from '../../src/action/contract/action.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import { http } from '../../src/interface/http/http.ts'
import { tool } from '../../src/interface/tool/tool.ts'
import { lmHandler } from '../../src/setup/server/lm-handler.ts'
import { offlineModel } from '../../src/offline/offline.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'
import { workOf } from '../support/work.ts'

class Box extends Resource('Box', {
  id: t.uuid().primaryKey(),
  name: t.string({ maxLength: 40 }).public(),
  size: t.integer().nullable().public(),
  kind: t.oneOf('wood', 'steel', 'paper').nullable().public(),
  numbers: t.list(t.integer()).default([]).public(),
  parts: t
    .list(t.map({ fields: { width: t.integer(), at: t.datetime() } }))
    .default([])
    .public(),
  more: t.map().default({}).public(),
  shelfId: t.uuid().nullable().public(),
}) {
  static relationships = { shelf: belongsTo(() => Shelf, { public: true }) }
  static actions = {
    list: read(Box),
    add: create(Box, { accept: ['name', 'size', 'kind', 'numbers', 'parts', 'more', 'shelfId'] }),
    edit: update(Box, { accept: ['name', 'size', 'kind', 'numbers', 'parts', 'more'] }),
    weigh: action(Box, {
      arguments: {
        boxes: t.list(t.map({ fields: { weight: t.float() } })),
        words: t.list(t.string()).default([]),
      },
      returns: t.integer(),
      run: async ({ boxes }) => boxes.length,
    }),
  }
}
class Shelf extends Resource(
  'Shelf',
  { id: t.uuid().primaryKey(), label: t.string().public() },
  { table: 'shelves' },
) {
  static relationships = { boxes: hasMany(() => Box, { public: true }) }
  static actions = { list: read(Shelf) }
}

const items = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i))
const keys = (n: number, value: unknown, name = (i: number) => `key${i}`) =>
  Object.fromEntries(items(n, (i) => [name(i), value]))
const long = (n: number) => 'Ab_'.repeat(n)

/** What somebody may send, of a size. */
const inputs: Readonly<
  Record<string, { readonly action: string; readonly of: (n: number) => object }>
> = {
  'unknown inputs': { action: 'add', of: (n) => keys(n, 1) },
  'unknown inputs near one name': { action: 'add', of: (n) => keys(n, 1, (i) => `nam${i}`) },
  'an unknown input with a long name': { action: 'add', of: (n) => ({ [long(n)]: 1 }) },
  'a long text': { action: 'add', of: (n) => ({ name: long(n) }) },
  'a long word for a choice': { action: 'add', of: (n) => ({ name: 'a', kind: long(n) }) },
  'a long text for a number': { action: 'add', of: (n) => ({ name: 'a', size: '9'.repeat(n) }) },
  'numbers that fit': { action: 'add', of: (n) => ({ name: 'a', numbers: items(n, (i) => i) }) },
  'numbers that do not': {
    action: 'add',
    of: (n) => ({ name: 'a', numbers: items(n, () => 'x') }),
  },
  'objects that do not fit': {
    action: 'add',
    of: (n) => ({ name: 'a', parts: items(n, () => ({ width: 'x', at: 'y', z: 1 })) }),
  },
  'an object with keys that it does not have': {
    action: 'add',
    of: (n) => ({ name: 'a', parts: [keys(n, 1)] }),
  },
  'free JSON': { action: 'add', of: (n) => ({ name: 'a', more: keys(n, [1, { a: 2 }]) }) },
  'free JSON that cannot be stored': {
    action: 'add',
    of: (n) => ({ name: 'a', more: keys(n, '\u0000') }),
  },
  'an argument with wrong items': {
    action: 'weigh',
    of: (n) => ({ boxes: items(n, () => ({ weight: 'x' })), words: items(n, () => 7) }),
  },
  'an object for a key': { action: 'edit', of: (n) => ({ id: keys(n, 1) }) },
  'a filter of many fields': { action: 'list', of: (n) => ({ filter: keys(n, 1) }) },
  'a filter of many conditions': {
    action: 'list',
    of: (n) => ({ filter: { and: items(n, (i) => ({ size: i })) } }),
  },
  'a filter of many empty conditions': {
    action: 'list',
    of: (n) => ({ filter: { or: items(n, () => ({})) } }),
  },
  'a filter of many operators': { action: 'list', of: (n) => ({ filter: { size: keys(n, 1) } }) },
  'a filter of many values': {
    action: 'list',
    of: (n) => ({ filter: { size: { in: items(n, (i) => i) } } }),
  },
  'a filter by a long name': { action: 'list', of: (n) => ({ filter: { [long(n)]: 1 } }) },
  'a filter with a long operator': {
    action: 'list',
    of: (n) => ({ filter: { size: { [long(n)]: 1 } } }),
  },
  'a filter that is nested': {
    action: 'list',
    of: (n) => ({
      filter: items(Math.min(n, 3000), () => 0).reduce<object>((inner) => ({ not: inner }), {
        size: 1,
      }),
    }),
  },
  'a long order': { action: 'list', of: (n) => ({ sort: items(n, () => 'name') }) },
  'an order by a long name': { action: 'list', of: (n) => ({ sort: [long(n), 'x.'.repeat(n)] }) },
  'a long load': { action: 'list', of: (n) => ({ load: items(n, () => 'shelf') }) },
  'a load of a long name': { action: 'list', of: (n) => ({ load: [long(n), 'shelf.'.repeat(n)] }) },
  'a long cursor': { action: 'list', of: (n) => ({ after: long(n) }) },
  'a text as a limit': { action: 'list', of: (n) => ({ limit: long(n), offset: long(n) }) },
}

let opened: App<never>
beforeAll(async () => {
  opened = await app<{ actor: never }>().open({
    resources: [Box, Shelf],
    dataLayer: memory(),
    onError: () => {},
  })
})
afterAll(() => opened.close())

const most = 10_000

/**
 * Work at a size, twice and four times of it: square growth would make it four and sixteen times as
 * much.
 */
const expectLinear = (once: number, twice: number, fourTimes: number): void => {
  expect(once).toBeGreaterThan(0)
  expect(twice).toBeLessThanOrEqual(2.5 * once + 2000)
  expect(fourTimes).toBeLessThanOrEqual(5 * once + 4000)
}

describe.each(Object.entries(inputs))('%s', (_, { action: name, of }) => {
  const send = async (n: number) => {
    const api = http(opened, { actor: () => null, maxBodyBytes: 100_000_000 })
    const init = {
      method: 'POST',
      body: JSON.stringify(of(n)),
      headers: { 'content-type': 'application/json' },
    }
    const response = await api.fetch(new Request(`http://localhost/api/box/${name}`, init))
    return { status: response.status, text: await response.text() }
  }
  test('cost no more work than their size asks for', async () => {
    await send(1000)
    expectLinear(
      await workOf(() => send(1000)),
      await workOf(() => send(2000)),
      await workOf(() => send(4000)),
    )
  })
  test('are answered with a bounded number of short errors, never a fault', async () => {
    const { status, text } = await send(20_000)
    expect(status).toBeLessThan(500)
    if (status < 400) return
    const { errors } = JSON.parse(text) as {
      readonly errors: readonly { readonly message: string }[]
    }
    expect(errors.length).toBeLessThanOrEqual(30)
    for (const { message } of errors) expect(message.length).toBeLessThanOrEqual(1000)
    expect(text.length).toBeLessThan(most)
  })
  test('are told to a model as shortly', async () => {
    const result = await tool(
      {
        add: Box.actions.add,
        list: Box.actions.list,
        edit: Box.actions.edit,
        weigh: Box.actions.weigh,
      }[name] as typeof Box.actions.add,
    ).execute(of(20_000), opened.session(null))
    if (!result.ok) expect(result.text.length).toBeLessThan(most)
  })
})

describe('a request to the server of a model', () => {
  const handler = lmHandler(offlineModel())
  const message = (content: unknown) => ({
    model: 'offline',
    messages: [{ role: 'user', content }],
  })
  const bodies: Readonly<Record<string, (n: number) => object>> = {
    'with many wrong messages': (n) => ({
      model: 'offline',
      messages: items(n, () => ({ role: 'robot' })),
    }),
    'with unknown keys': (n) => ({ ...message('hello'), ...keys(n, 1) }),
    'with many stops': (n) => ({ ...message('hello'), stop: items(n, String) }),
    'with parts of a long type': (n) => message([{ type: long(n) }]),
  }
  test.each(Object.entries(bodies))(
    '%s is worked through in linear work and told shortly',
    async (_, of) => {
      const send = async (n: number) => {
        const init = {
          method: 'POST',
          body: JSON.stringify(of(n)),
          headers: { 'content-type': 'application/json' },
        }
        const response = await handler.fetch(
          new Request('http://localhost/v1/chat/completions', init),
        )
        return { status: response.status, text: await response.text() }
      }
      await send(500)
      expectLinear(
        await workOf(() => send(500)),
        await workOf(() => send(1000)),
        await workOf(() => send(2000)),
      )
      const { status, text } = await send(20_000)
      expect(status).toBeLessThan(500)
      expect(text.length).toBeLessThan(most)
    },
  )
})
