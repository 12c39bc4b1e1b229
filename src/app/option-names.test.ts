import { describe, expect, test } from 'vitest'
import { action, create, destroy, read, update } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import type { PolicyDeclaration } from '../policy/policy.ts'
import { count } from '../resource/aggregate.ts'
import { calculate } from '../resource/calculation.ts'
import { identity, index } from '../resource/indexes.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { readonly id: string } }>()
const problemOf = async (
  resources: readonly AnyResource[],
  options: object = {},
): Promise<string | undefined> => {
  try {
    await (await site.open({ resources, dataLayer: memory(), ...options })).close()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Options that come from elsewhere: of these the compiler does not see a wrong name. */
const given = (options: object): object => options
const fields = { id: t.uuid().primaryKey(), text: t.string(), boxId: t.uuid().nullable() }
const docWith = (statics: (doc: AnyResource) => object) => {
  class Doc extends Resource('Doc', fields) {}
  return Object.assign(Doc, statics(Doc))
}
const run = () => undefined
const never = () => undefined as never

describe('an option that nobody would read is refused when the application is opened', () => {
  const actions: readonly (readonly [string, (doc: AnyResource) => object])[] = [
    ['actions.list.filtr', (doc) => ({ list: read(doc, given({ filtr: never })) })],
    ['actions.list.pubic', (doc) => ({ list: read(doc, given({ pubic: false })) })],
    [
      'actions.list.pagination.maxPagesize',
      (doc) => ({ list: read(doc, given({ pagination: { maxPagesize: 3 } })) }),
    ],
    ['actions.add.validations', (doc) => ({ add: create(doc, given({ validations: [] })) })],
    [
      'actions.add.upsert.field',
      (doc) => ({ add: create(doc, given({ upsert: { identity: 'text', field: ['text'] } })) }),
    ],
    ['actions.edit.wher', (doc) => ({ edit: update(doc, given({ wher: never })) })],
    ['actions.remove.filter', (doc) => ({ remove: destroy(doc, given({ filter: never })) })],
    ['actions.weigh.args', (doc) => ({ weigh: action(doc, { run, ...given({ args: {} }) }) })],
  ]
  test.each(actions)('of an action: %s', async (path, of) => {
    expect(await problemOf([docWith((doc) => ({ actions: of(doc) }))])).toContain(
      `Doc: ${path}: there is no option`,
    )
  })

  const others: readonly (readonly [string, (doc: AnyResource) => object])[] = [
    [
      'calculations.loud.publi',
      (doc) => ({
        calculations: { loud: calculate(doc, t.string(), never, given({ publi: true })) },
      }),
    ],
    [
      'identities.text.where',
      (doc) => ({ identities: { text: identity(doc, ['text'] as never, given({ where: run })) } }),
    ],
    [
      'indexes.text.uniqe',
      (doc) => ({ indexes: { text: index(doc, ['text'] as never, given({ uniqe: true })) } }),
    ],
    [
      'relationships.box.readble',
      () => ({ relationships: { box: belongsTo(() => Box, given({ readble: true })) } }),
    ],
  ]
  class Box extends Resource('Box', { id: t.uuid().primaryKey() }) {
    static relationships = { docs: hasMany(() => Item, given({ filer: never })) }
    static aggregates = { amount: count(Box, 'docs', given({ filer: never })) }
  }
  class Item extends Resource('Item', fields) {
    static relationships = { box: belongsTo(() => Box) }
  }
  test.each(others)('of another declaration: %s', async (path, of) => {
    expect(await problemOf([docWith(of), Box, Item])).toContain(`Doc: ${path}: there is no option`)
  })
  test('of a relationship and of an aggregate, each with the name that was meant', async () => {
    const problem = await problemOf([Box, Item])
    expect(problem).toContain(
      'Box: relationships.docs.filer: there is no option "filer". Did you mean "filter"?',
    )
    expect(problem).toContain(
      'Box: aggregates.amount.filer: there is no option "filer". Did you mean "filter"?',
    )
  })
  test('of a resource and of the application', async () => {
    class Doc extends Resource('Doc', fields, given({ tabel: 'x' })) {}
    expect(await problemOf([Doc])).toContain('Did you mean "table"?')
    expect(await problemOf([Item, Box], { requirePolices: true })).toContain(
      'Did you mean "requirePolicies"?',
    )
  })
  test.each(['false', 0, null])('a switch that is neither on nor off: %j', async (value) => {
    const doc = docWith((made) => ({ actions: { list: read(made, given({ public: value })) } }))
    expect(await problemOf([doc])).toBe(
      'Doc: actions.list.public: it is neither true nor false. Write true or false.',
    )
  })
})

describe('policies that cannot be asked are refused', () => {
  test('a static that holds nothing, as an import in a circle does while it is not loaded', async () => {
    class Doc extends Resource('Doc', fields) {
      static policies: PolicyDeclaration<unknown> | undefined = undefined
    }
    expect(await problemOf([Doc])).toContain(
      'Doc: policies: they were not created with policies(…)',
    )
    expect(await problemOf([Doc], { requirePolicies: true })).toContain(
      'Doc: policies: they were not created with policies(…)',
    )
  })
  test('a policy for actions that names none', async () => {
    class Doc extends Resource('Doc', fields) {
      static actions = { list: read(Doc) }
      static policies: PolicyDeclaration<unknown> = site.policies(Doc, (_, policy) => [
        (policy.action as () => ReturnType<typeof policy.always>)()
          .forbidIf(true)
          .authorizeIf(true),
        policy.always().authorizeIf(true),
      ])
    }
    expect(await problemOf([Doc])).toContain('the policy names no action')
  })
})
