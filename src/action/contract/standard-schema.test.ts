import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { eq, gt, isNull } from '../../expression/operators.ts'
import { http } from '../../interface/http/http.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { action, create, read, update } from './action.ts'

const address = z.object({ street: z.string(), floor: z.number().int().optional() })
class Contact extends Resource('Contact', {
  id: t.uuid().primaryKey(),
  email: t.schema(z.email()).public(),
  age: t.schema(z.number().int().min(0).nullable()).public(),
  level: t.schema(z.enum(['low', 'high']).default('low')).public(),
  home: t.schema(address.nullable()).public(),
  tags: z.array(z.string()).optional(),
}) {
  static actions = {
    add: create(Contact, { accept: ['email', 'age', 'level', 'home', 'tags'] }),
    edit: update(Contact, { accept: ['email', 'age', 'home'] }),
    older: read(Contact, {
      arguments: { than: z.number() },
      filter: ({ age }, { than }) => gt(age, than),
    }),
    greet: action(Contact, {
      arguments: { name: z.string().trim().min(1) },
      returns: z.object({ text: z.string() }),
      run: ({ name }) => ({ text: `hello ${name}` }),
    }),
  }
}
const contacts = app<{ actor: null }>()

eachDataLayer('Standard Schemas', (_, layer) => {
  let opened: App<null>
  beforeAll(async () => {
    opened = await contacts.open({ resources: [Contact], dataLayer: await emptyDataLayer(layer) })
  })
  afterAll(() => opened.close())
  const session = () => opened.session(null)

  test('attributes are cast, stored, given back, filtered and sorted by their schemas', async () => {
    const home = { street: 'Main', floor: 2 }
    const ann = await session().run(Contact.actions.add, {
      email: 'ann@a.org',
      age: 40,
      home,
      tags: ['x'],
    })
    const bob = await session().run(Contact.actions.add, { email: 'bob@b.org' })
    expect(await session().get(Contact, ann.id)).toEqual({
      ...ann,
      level: 'low',
      home,
      tags: ['x'],
    })
    expect(bob).toMatchObject({ age: null, level: 'low', home: null, tags: null })
    expect(await session().run(Contact.actions.older, { than: 39 })).toMatchObject([
      { email: 'ann@a.org' },
    ])
    expect(await session().count(Contact, { filter: ({ email }) => eq(email, 'bob@b.org') })).toBe(
      1,
    )
    expect(await session().count(Contact, { filter: (contact) => isNull(contact.home) })).toBe(1)
    const found = await session().query(Contact, {
      filterInput: { email: { endsWith: '.org' }, level: 'low' },
      sortInput: ['-email'],
    })
    expect(found.map(({ email }) => email)).toEqual(['bob@b.org', 'ann@a.org'])
    expect(
      await session().run(Contact.actions.edit, { id: bob.id, home: { street: 'Side' } }),
    ).toMatchObject({ home: { street: 'Side' } })
  })
  test('all that a schema says against an input is an error on its field', async () => {
    const wrong = { email: 'none', age: -1, level: 'middle', home: { street: 1 } } as never
    const failed = session().run(Contact.actions.add, wrong)
    await expect(failed).rejects.toMatchObject({
      errors: [
        { field: 'email' },
        { field: 'age' },
        { field: 'level' },
        { path: ['home', 'street'] },
      ],
    })
    await expect(session().run(Contact.actions.greet, { name: '  ' })).rejects.toMatchObject({
      code: 'invalid_argument',
      field: 'name',
    })
    await expect(
      session().query(Contact, { filterInput: { email: 'none' } }),
    ).rejects.toMatchObject({ code: 'invalid_filter_value' })
  })
  test('they cross HTTP', async () => {
    const api = http(opened, { actor: () => null })
    const call = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' }
      const response = await api.fetch(
        new Request(`http://localhost/api/contact/${path}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        }),
      )
      return [response.status, await response.json()]
    }
    expect(await call('add', { email: 'eve@e.org', home: { street: 'High' } })).toMatchObject([
      201,
      { email: 'eve@e.org', level: 'low', home: { street: 'High' } },
    ])
    expect(await call('add', { email: 'no' })).toMatchObject([
      400,
      { errors: [{ field: 'email' }] },
    ])
    expect(await call('greet', { name: ' eve ' })).toEqual([200, { text: 'hello eve' }])
    const [, document] = [
      0,
      await (await api.fetch(new Request('http://localhost/api/openapi.json'))).json(),
    ] as [
      number,
      {
        paths: Record<
          string,
          { post: { requestBody: { content: Record<string, { schema: object }> } } }
        >
      },
    ]
    const { schema } = document.paths['/contact/add']!.post.requestBody.content['application/json']!
    const input = z.fromJSONSchema(schema as never)
    expect([
      input.safeParse({ email: 'eve@e.org', home: { street: 'High' } }).success,
      input.safeParse({ email: 'no' }).success,
    ]).toEqual([true, false])
  })
})
