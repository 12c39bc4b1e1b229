import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { confirm } from '../validations.ts'
import { create, destroy, update } from './action.ts'
import { type Change, requiresRecord } from './changeset.ts'

const seen: unknown[] = []
const look: Change<typeof Meeting> = (changeset) => {
  seen.push(changeset.key, changeset.get('id'))
  return changeset
    .beforeAction((next) => (seen.push(next.key, next.record?.at), next))
    .afterAction((_, next) => void seen.push(next.key))
}

class Meeting extends Resource('Meeting', {
  id: t.integer().primaryKey(),
  at: t.datetime(),
  guests: t.list(t.string()).default([]),
  place: t.map({ fields: { room: t.integer() } }).nullable(),
}) {
  static actions = {
    call: create(Meeting, { accept: ['id', 'at'], changes: [look] }),
    callTwice: create(Meeting, {
      accept: ['id', 'at', 'guests', 'place'],
      arguments: {
        again: t.datetime().nullable(),
        guestsAgain: t.list(t.string()).nullable(),
        placeAgain: t.map({ fields: { room: t.integer() } }).nullable(),
        word: t.string().nullable(),
        wordAgain: t.string().nullable(),
      },
      changes: [
        confirm(Meeting, 'at', 'again'),
        confirm(Meeting, 'guests', 'guestsAgain'),
        confirm(Meeting, 'place', 'placeAgain'),
        confirm(Meeting, 'word', 'wordAgain'),
      ],
    }),
    move: update(Meeting, { accept: ['at'], changes: [look] }),
    moveKnown: update(Meeting, { accept: ['at'], changes: [requiresRecord(look)] }),
    cancel: destroy(Meeting, { changes: [look] }),
  }
}

let opened: App<never>
beforeAll(async () => {
  opened = await app<{ actor: never }>().open({ resources: [Meeting], dataLayer: memory() })
})
afterAll(() => opened.close())
const told = () => seen.splice(0)

test('changes and hooks of an update or destroy know the key of the record, and the record where it was read', async () => {
  const session = opened.session(null)
  const at = new Date(0)
  await session.run(Meeting.actions.call, { id: 1, at })
  expect(told()).toEqual([undefined, 1, undefined, undefined, undefined])
  await session.run(Meeting.actions.move, { id: 1, at: new Date(1) })
  expect(told()).toEqual([{ id: 1 }, 1, { id: 1 }, undefined, { id: 1 }])
  await session.run(Meeting.actions.moveKnown, { id: 1, at })
  expect(told()).toEqual([{ id: 1 }, 1, { id: 1 }, new Date(1), { id: 1 }])
  await session.bulkUpdate(Meeting.actions.move, {}, { at: new Date(2) })
  expect(told().slice(-3)).toEqual([{ id: 1 }, undefined, { id: 1 }])
  await session.run(Meeting.actions.cancel, { id: 1 })
  expect(told()).toEqual([{ id: 1 }, 1, { id: 1 }, undefined, { id: 1 }])
})

test('a confirmation repeats a value as its type compares it', async () => {
  const session = opened.session(null)
  const values = { at: new Date(5), guests: ['ann', 'bob'], place: { room: 3 } }
  const again = {
    again: new Date(5),
    guestsAgain: ['ann', 'bob'],
    placeAgain: { room: 3 },
    word: 'x',
    wordAgain: 'x',
  }
  expect(
    await session.run(Meeting.actions.callTwice, { id: 2, ...values, ...again }),
  ).toMatchObject(values)
  for (const [field, other] of Object.entries({
    again: new Date(6),
    guestsAgain: ['bob', 'ann'],
    placeAgain: { room: 4 },
    wordAgain: null,
  }))
    await expect(
      session.run(Meeting.actions.callTwice, { id: 3, ...values, ...again, [field]: other }),
    ).rejects.toMatchObject({
      code: 'invalid_argument',
      field,
    })
})
