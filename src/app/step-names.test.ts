import { expect, test } from 'vitest'
import { create, destroy, read, update } from '../action/contract/action.ts'
import {
  increment,
  optimisticLock,
  relateActor,
  setAttribute,
  setNewAttribute,
  when,
} from '../action/changes.ts'
import {
  absent,
  attributeEquals,
  changing,
  compare,
  confirm,
  match,
  oneOf,
  present,
  stringLength,
  validate,
} from '../action/validations.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { nearest } from '../learning/retrieval/nearest.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { readonly id: string } }>()
const problemOf = async (resource: AnyResource): Promise<string | undefined> => {
  try {
    await (await site.open({ resources: [resource], dataLayer: memory() })).close()
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_definition' })
    return (error as Error).message
  }
}
const fresh = () =>
  class Doc extends Resource('Doc', {
    id: t.uuid().primaryKey(),
    title: t.string(),
    size: t.integer().default(0),
    spot: t.vector(3).nullable(),
    ownerId: t.uuid().nullable(),
  }) {
    static relationships = {
      owner: belongsTo(() => this),
      owned: hasMany(() => this, { destination: 'ownerId' }),
    }
  }
type Doc = ReturnType<typeof fresh>
const withActions = (actions: (doc: Doc) => object) => {
  const doc = fresh()
  return Object.assign(doc, { actions: actions(doc) })
}
const wrong = 'titel' as never
const onTitle = 'title' as never

/** Each step with a name of the resource, so that a wrong one can stand in its place. */
const steps: Readonly<Record<string, (doc: Doc, name: never) => unknown>> = {
  present: (doc, name) => present(doc, 'size', name),
  absent: (doc, name) => absent(doc, name),
  attributeEquals: (doc, name) => attributeEquals(doc, name, 'x' as never),
  changing: (doc, name) => when(changing(doc, name), present(doc, 'size')),
  when: (doc, name) => when(changing(doc, 'size'), when(changing(doc, 'size'), present(doc, name))),
  compare: (doc, name) => compare(doc, name, {}),
  match: (doc, name) => match(doc, name, /x/),
  oneOf: (doc, name) => oneOf(doc, name, []),
  stringLength: (doc, name) => stringLength(doc, name, {}),
  increment: (doc, name) => increment(doc, name),
  setAttribute: (doc, name) => setAttribute(doc, name, 'x' as never),
  setNewAttribute: (doc, name) => setNewAttribute(doc, name, 'x' as never),
  optimisticLock: (doc, name) => optimisticLock(doc, name, 'seen'),
}

test.each(Object.keys(steps))(
  'a name inside %s is looked up when the application opens',
  async (name) => {
    const opens = (given: never) =>
      problemOf(
        withActions((doc) => ({
          edit: update(doc, {
            arguments: { seen: t.integer() },
            changes: [validate(doc, () => undefined), steps[name]!(doc, given)] as never,
          }),
        })),
      )
    expect(await opens(wrong)).toContain(
      'Doc: actions.edit.changes.1: "titel" is not an attribute. Did you mean "title"?',
    )
    expect(await opens(onTitle)).toBe(undefined)
  },
)

test('arguments and relationships inside changes are looked up', async () => {
  const opens = (step: (doc: Doc) => unknown) =>
    problemOf(
      withActions((doc) => ({
        edit: update(doc, {
          arguments: { seen: t.integer(), again: t.string() },
          changes: [step(doc)] as never,
        }),
      })),
    )
  expect(await opens((doc) => optimisticLock(doc, 'size', 'sen'))).toContain(
    '"sen" is not an argument of the action. Did you mean "seen"?',
  )
  expect(await opens((doc) => optimisticLock(doc, 'size'))).toContain('"size" is not an argument')
  expect(await opens((doc) => confirm(doc, 'title', 'agan'))).toContain('"agan" is not an argument')
  expect(await opens((doc) => confirm(doc, 'titel', 'again'))).toContain(
    '"titel" is neither an attribute nor an argument. Did you mean "title"?',
  )
  expect(await opens((doc) => relateActor(doc, 'ownr' as never))).toContain(
    '"ownr" is not a belongsTo relationship. Did you mean "owner"?',
  )
  expect(await opens((doc) => relateActor(doc, 'owned'))).toContain('"owned" is not a belongsTo')
  expect(await opens((doc) => confirm(doc, 'title', 'again'))).toBe(undefined)
  expect(await opens((doc) => confirm(doc, 'seen', 'again'))).toBe(undefined)
  expect(await opens((doc) => relateActor(doc, 'owner'))).toBe(undefined)
})

test('names inside a search by nearness are looked up', async () => {
  const opens = (step: unknown) =>
    problemOf(
      withActions((doc) => ({
        find: read(doc, { arguments: { question: t.string() }, prepare: [step] as never }),
      })),
    )
  expect(await opens(nearest('spt', 'question'))).toContain('"spt" is not an attribute')
  expect(await opens(nearest('title', 'question'))).toContain('Doc.title is not a vector attribute')
  expect(await opens(nearest('spot', 'qestion'))).toContain('"qestion" is not an argument')
  expect(await opens(nearest('spot', 'question', { stamp: 'owner.titel' }))).toContain(
    'the stamp "owner.titel" is not an attribute. Did you mean "title"?',
  )
  expect(await opens(nearest('spot', 'question', { stamp: 'owner.title' }))).toBe(undefined)
})

test('a step that was made for another class, or that is no function, is refused', async () => {
  const other = fresh()
  const opens = (step: unknown) =>
    problemOf(withActions((doc) => ({ remove: destroy(doc, { changes: [step] as never }) })))
  expect(await opens(present(other, 'title'))).toContain('it is made for another class, Doc')
  expect(await opens(undefined)).toContain('Doc: actions.remove.changes.0: it is not a function')
  class Base extends Resource('Base', { id: t.uuid().primaryKey(), title: t.string() }) {}
  class Derived extends Base {
    static actions = { add: create(Derived, { changes: [present(Base, 'title')] as never }) }
  }
  expect(await problemOf(Derived)).toBe(undefined)
})
