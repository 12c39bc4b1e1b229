import { describe, expect, test } from 'vitest'
import { action, create, read } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { call, refNode } from '../expression/node.ts'
import { eq } from '../expression/operators.ts'
import { defineCheck } from '../policy/check.ts'
import { actionIs, changingAttributes, relatesToActorVia } from '../policy/checks.ts'
import type { Condition, PolicyDeclaration } from '../policy/policy.ts'
import { count } from '../resource/aggregate.ts'
import { calculate } from '../resource/calculation.ts'
import { identity } from '../resource/indexes.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { readonly id: string } }>()
const problemOf = async (
  resources: readonly AnyResource[],
  options: { readonly requirePolicies?: boolean } = {},
): Promise<string | undefined> => {
  const dataLayer = memory()
  try {
    await (await site.open({ resources, dataLayer, ...options })).close()
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_definition' })
    return (error as Error).message
  }
}
const fields = { id: t.uuid().primaryKey(), ownerId: t.uuid(), status: t.string() }
const fresh = () => class Doc extends Resource('Doc', fields) {}
type Doc = ReturnType<typeof fresh>
const closed = (resource: Doc) =>
  site.policies(resource, (_, policy) => [policy.always().authorizeIf(false)])

/** A declaration of each kind, and the static that it belongs to. */
const declarations: Readonly<Record<string, (doc: Doc) => unknown>> = {
  policies: closed,
  actions: (doc) => ({ list: read(doc) }),
  relationships: (doc) => ({ self: hasMany(() => doc, { source: 'id', destination: 'ownerId' }) }),
  calculations: (doc) => ({ shout: calculate(doc, t.string(), ({ status }) => status) }),
  aggregates: (doc) => ({ selves: count(doc, 'self' as never) }),
  identities: (doc) => ({ status: identity(doc, ['status']) }),
}
const names = Object.keys(declarations)

describe('a static that nobody would read', () => {
  test('is refused under every name but its own, whatever it holds, by itself or in a list or record', async () => {
    for (const name of ['polices', 'policy', 'Policies', 'rules', 'access', 'relations', 'things'])
      for (const group of names) {
        const made = declarations[group]!
        const wrapped = [
          (doc: Doc) => made(doc),
          (doc: Doc) => [made(doc)],
          (doc: Doc) => ({ inner: made(doc) }),
        ]
        for (const wrap of wrapped) {
          const doc = fresh()
          Object.assign(doc, { [name]: wrap(doc) })
          expect(await problemOf([doc])).toContain(
            `Doc: ${name}: "${name}" holds declarations, and Ashlar does not read it. Write \`static ${group} = …\`.`,
          )
        }
      }
  })
  test('is refused where its name is nearly one that is read', async () => {
    for (const [name, meant] of [
      ['polcies', 'policies'],
      ['policys', 'policies'],
      ['action', 'actions'],
      ['acitons', 'actions'],
      ['relations', 'relationships'],
      ['identity', 'identities'],
      ['index', 'indexes'],
    ]) {
      const doc = Object.assign(fresh(), { [name!]: {} })
      expect(await problemOf([doc])).toContain(`Did you mean "${meant}"?`)
    }
  })
  test('of one’s own is left alone', async () => {
    const doc = Object.assign(fresh(), {
      options: { kind: 'read' },
      label: 'x',
      helper: () => 1,
      nested: [{ kind: 'count' }],
      locations: new Map(),
    })
    expect(await problemOf([doc])).toBe(undefined)
  })
  test('is found where a class extends another', async () => {
    const base = fresh()
    Object.assign(base, { polices: closed(base) })
    expect(await problemOf([class extends base {}])).toContain('"polices" holds declarations')
  })
  test('is a declaration among others, or what is none', async () => {
    const doc = fresh()
    expect(await problemOf([Object.assign(doc, { actions: { rules: closed(doc) } })])).toContain(
      'actions.rules: it belongs to the policies',
    )
    const other = fresh()
    expect(
      await problemOf([Object.assign(other, { relationships: { list: read(other) } })]),
    ).toContain('relationships.list: it belongs to the actions')
    expect(await problemOf([Object.assign(fresh(), { actions: { list: {} } })])).toContain(
      'actions.list: it is not one of the actions',
    )
    expect(await problemOf([Object.assign(fresh(), { policies: [] })])).toContain(
      'policies: they were not created with policies(…)',
    )
  })
})

describe('policies', () => {
  test('that are a property of each record, for want of `static`, are refused', async () => {
    class Doc extends Resource('Doc', fields) {
      policies = site.policies(Doc, (_, policy) => [policy.always().authorizeIf(false)])
    }
    expect(await problemOf([Doc])).toContain(
      'policies: it is a property of every record, and Ashlar does not read it. Write `static policies = …`.',
    )
  })
  test('that were made for a class and never attached are refused', async () => {
    const doc = fresh()
    closed(doc)
    expect(await problemOf([doc])).toContain(
      'policies were created for it that are not its static policies',
    )
  })
  test('that were made for another class are refused; those of a class that it extends are its own', async () => {
    const [doc, other] = [fresh(), fresh()]
    expect(await problemOf([Object.assign(doc, { policies: closed(other) })])).toContain(
      'they were created for another class, Doc',
    )
    class Base extends Resource('Base', fields) {
      static policies: PolicyDeclaration<unknown> = site.policies(Base, (_, policy) => [
        policy.always().authorizeIf(false),
      ])
    }
    class Derived extends Base {
      static actions = { add: create(Derived, { accept: ['status', 'ownerId'] }) }
    }
    expect(await problemOf([Derived])).toBe(undefined)
    const opened = await site.open({ resources: [Derived], dataLayer: memory() })
    await expect(opened.session({ id: 'a' }).query(Derived)).resolves.toEqual([])
    await expect(
      opened
        .session({ id: 'a' })
        .run(Derived.actions.add, { status: 'x', ownerId: '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f' }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    })
    await opened.close()
  })
  test('may be required of every resource', async () => {
    expect(await problemOf([fresh()], { requirePolicies: true })).toContain(
      'it has no policies, and the application requires them',
    )
    const doc = fresh()
    expect(
      await problemOf([Object.assign(doc, { policies: closed(doc) })], { requirePolicies: true }),
    ).toBe(undefined)
  })
})

test('an action that was made for another class is refused', async () => {
  const [doc, other] = [fresh(), fresh()]
  expect(await problemOf([Object.assign(doc, { actions: { list: read(other) } })])).toContain(
    'actions.list: it was created for another class, Doc',
  )
})

test('names inside checks are looked up when the application opens', async () => {
  const withCheck = (condition: Condition) => {
    class Post extends Resource('Post', fields) {
      static relationships = { owner: belongsTo(() => Post) }
      static actions = { list: read(Post), ask: action(Post, { run: () => {} }) }
      static policies = site.policies(Post, ({ status }, policy) => [
        policy
          .always()
          .when(condition as never)
          .forbidIf(eq(status, 'x'))
          .authorizeIf(true),
      ])
    }
    return problemOf([Post])
  }
  expect(await withCheck(changingAttributes('statsu'))).toContain(
    'there is no attribute "statsu". Did you mean "status"?',
  )
  expect(await withCheck(changingAttributes('status', { staus: { to: 'x' } } as never))).toContain(
    'there is no attribute "staus"',
  )
  expect(await withCheck(actionIs('lsit'))).toContain(
    'there is no action "lsit". Did you mean "list"?',
  )
  expect(await withCheck(relatesToActorVia('ownr'))).toContain(
    'there is no relationship "ownr". Did you mean "owner"?',
  )
  expect(await withCheck(relatesToActorVia(['owner', 'ownr']))).toContain(
    'a check mentions "ownr", which is not a relationship',
  )
  expect(await withCheck(relatesToActorVia('owner', { field: 'nme' }))).toContain(
    'a check mentions "nme", which is not an attribute',
  )
  expect(
    await withCheck(defineCheck('own', () => call('eq', refNode([], 'ownrId'), refNode([], 'id')))),
  ).toContain('a check mentions "ownrId"')
  expect(await withCheck('yes' as never)).toContain(
    'a condition is neither an expression, nor true or false, nor a check',
  )
  expect(await withCheck(relatesToActorVia(['owner', 'owner'], { field: 'status' }))).toBe(
    undefined,
  )
  expect(
    await withCheck(
      defineCheck('needs somebody', ({ actor }) => (actor as { id: string }).id === 'a'),
    ),
  ).toBe(undefined)
})
