import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { action, create, destroy, read, update } from '../../action/contract/action.ts'
import type { Changeset } from '../../action/contract/changeset.ts'
import { app } from '../../app/open-app.ts'
import type { Warning } from '../../app/warning.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import type { AnyResource, ResourceOptions } from '../../resource/resource.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { http } from '../http/http.ts'
import { mcp } from '../mcp/mcp.ts'
import { tool } from '../tool/tool.ts'
import { toolsOf } from '../tool/tools-of.ts'

const site = app<{ actor: { readonly id: string } }>()
const fields = {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  ownerId: t.string(),
  size: t.integer().default(1),
}
const docWith = (actions: (doc: Doc) => object, options: ResourceOptions = { open: true }) => {
  const doc = plain(options)
  return Object.assign(doc, { actions: actions(doc) })
}
const plain = (options: ResourceOptions = {}) =>
  class Doc extends Resource('Doc', fields, options) {}
type Doc = ReturnType<typeof plain>

const openWith = async (resources: readonly AnyResource[]) => {
  const warnings: Warning[] = []
  const opened = await site.open({
    resources,
    dataLayer: memory(),
    onWarning: (warning) => warnings.push(warning),
  })
  return { opened, warnings }
}
type Opened = Awaited<ReturnType<typeof openWith>>['opened']
const actor = () => null
/** Each way in which actions are served, by name. */
const interfaces: Readonly<Record<string, (opened: Opened) => unknown>> = {
  http: (opened) => http(opened, { actor }),
  mcp: (opened) => mcp(opened, { name: 'a', version: '1', actor }),
  tools: (opened) => toolsOf(opened),
}

const refusalsOf = async (actions: (doc: Doc) => object): Promise<(string | undefined)[]> => {
  const doc = docWith(actions)
  const { opened } = await openWith([doc])
  const made = [
    ...Object.values(interfaces).map((make) => () => make(opened)),
    () => tool(Object.values(doc.actions)[0] as never),
  ]
  return made.map((make) => {
    try {
      make()
      return undefined
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_definition' })
      return (error as Error).message
    }
  })
}

describe('an action that nobody outside could call is refused by every interface that would serve it', () => {
  const cure = (name: string) =>
    `"${name}" is required, and no interface takes it, since it is private. Make "${name}" public, give it a default, or make the action private with public: false.`
  const refused: readonly (readonly [string, string, (doc: Doc) => object])[] = [
    [
      'an accepted attribute',
      cure('ownerId'),
      (doc) => ({ add: create(doc, { accept: ['title', 'ownerId'] }) }),
    ],
    [
      'a private argument',
      cure('by'),
      (doc) => ({ edit: update(doc, { arguments: { by: t.string().readOnly() } }) }),
    ],
    [
      'a private argument of a read',
      cure('by'),
      (doc) => ({ list: read(doc, { arguments: { by: t.string().readOnly() } }) }),
    ],
    [
      'a type without JSON',
      'no JSON stands for a value of its type',
      (doc) => ({ act: action(doc, { arguments: { at: z.date() }, run: () => {} }) }),
    ],
    [
      'a part without JSON',
      '"at" is required, and no JSON',
      (doc) => ({
        act: action(doc, { arguments: { at: z.object({ of: z.bigint() }) }, run: () => {} }),
      }),
    ],
    [
      'a map of a type without JSON',
      '"at" is required, and no JSON',
      (doc) => ({
        act: action(doc, {
          arguments: { at: t.map({ fields: { of: z.instanceof(URL) } }) },
          run: () => {},
        }),
      }),
    ],
  ]
  test.each(refused)('for want of %s', async (_, problem, actions) => {
    for (const refusal of await refusalsOf(actions)) expect(refusal).toContain(problem)
  })

  const served: readonly (readonly [string, (doc: Doc) => object])[] = [
    [
      'is set by the action',
      (doc) => ({ add: create(doc, { accept: ['title', 'ownerId'], set: { ownerId: 'x' } }) }),
    ],
    [
      'is set by a function of the action',
      (doc) => ({
        add: create(doc, {
          accept: ['title', 'ownerId'],
          set: ({ title }) => ({ ownerId: title }),
        }),
      }),
    ],
    [
      'may be set by a change of one’s own',
      (doc) => ({
        add: create(doc, {
          accept: ['title', 'ownerId'],
          changes: [(changeset: Changeset<never>) => changeset] as never,
        }),
      }),
    ],
    [
      'is left as it is stored by an update',
      (doc) => ({ edit: update(doc, { accept: ['ownerId'] }) }),
    ],
    [
      'has a default',
      (doc) => ({ add: create(doc, { accept: ['title', 'size'], set: { ownerId: 'x' } }) }),
    ],
    [
      'may be left out',
      (doc) => ({ act: action(doc, { arguments: { at: z.date().optional() }, run: () => {} }) }),
    ],
    [
      'is read from JSON',
      (doc) => ({ act: action(doc, { arguments: { at: z.coerce.date() }, run: () => {} }) }),
    ],
  ]
  test.each(served)('but not where it %s', async (_, actions) => {
    expect(await refusalsOf(actions)).toEqual([undefined, undefined, undefined, undefined])
  })

  test('and not where the action is private, or all problems of an app at once', async () => {
    const { opened } = await openWith([
      docWith((doc) => ({
        add: create(doc, { accept: ['ownerId'], public: false }),
        remove: destroy(doc),
      })),
    ])
    for (const make of Object.values(interfaces)) expect(() => make(opened)).not.toThrow()
    const both = docWith((doc) => ({
      add: create(doc, { accept: ['ownerId'] }),
      put: create(doc, { accept: ['ownerId', 'title'] }),
    }))
    const other = await openWith([both])
    expect(() => http(other.opened, { actor })).toThrow(/actions\.add[^]*actions\.put/)
  })
})

test('what an interface drops of an `accept` is said once, by name, whichever interface it is', async () => {
  const doc = docWith((made) => ({
    edit: update(made, { accept: ['title', 'ownerId', 'size'] }),
    inner: update(made, { accept: ['ownerId'], public: false }),
    rename: update(made, { accept: ['title'] }),
  }))
  const { opened, warnings } = await openWith([doc])
  expect(warnings).toEqual([])
  for (const make of Object.values(interfaces)) make(opened)
  expect(warnings).toMatchObject([
    {
      code: 'input_not_public',
      resource: 'Doc',
      action: 'edit',
      fields: ['ownerId', 'size'],
      grave: true,
    },
  ])
  expect(warnings[0]!.message).toContain('Doc.edit accepts ownerId, size, which are not public')
})

describe('a resource without policies', () => {
  test.each(Object.keys(interfaces))('is said by name when %s serves it', async (name) => {
    const doc = docWith((made) => ({ list: read(made), more: read(made) }), {})
    const { opened, warnings } = await openWith([doc])
    expect(warnings).toEqual([])
    interfaces[name]!(opened)
    interfaces[name]!(opened)
    expect(warnings).toMatchObject([{ code: 'no_policies', resource: 'Doc', grave: true }])
    expect(warnings[0]!.message).toContain("Resource('Doc', {…}, { open: true })")
  })
  test('is said once for each app that serves it, and not where nothing of it is served', async () => {
    const doc = docWith((made) => ({ list: read(made) }), {})
    const hidden = docWith((made) => ({ list: read(made, { public: false }) }), {})
    for (const [resource, count] of [
      [doc, 1],
      [doc, 1],
      [hidden, 0],
    ] as const) {
      const { opened, warnings } = await openWith([resource])
      for (const make of Object.values(interfaces)) make(opened)
      expect(warnings).toHaveLength(count)
    }
  })
  test('is meant where it says so', async () => {
    const { opened, warnings } = await openWith([docWith((made) => ({ list: read(made) }))])
    for (const make of Object.values(interfaces)) make(opened)
    expect(warnings).toEqual([])
    await site.open({
      resources: [docWith((made) => ({ list: read(made) }))],
      dataLayer: memory(),
      requirePolicies: true,
    })
  })
  test('that says it is open and has policies is refused', async () => {
    class Doc extends Resource('Doc', fields, { open: true }) {
      static policies = site.policies(Doc, (_, policy) => [policy.always().authorizeIf(true)])
    }
    await expect(site.open({ resources: [Doc], dataLayer: memory() })).rejects.toThrow(
      'it says that it is open to everybody, and it has policies',
    )
  })
})
