import { expectTypeOf } from 'vitest'
import {
  action,
  type ActionInput,
  create,
  destroy,
  update,
} from '../../src/action/contract/action.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'

class Ticket extends Resource('Ticket', {
  id: t.uuid().primaryKey(),
  subject: t.string(),
  size: t.integer().default(1),
  note: t.string().nullable(),
}) {}

// Inside `run` every argument has its value: a default is filled in, and what may be left out is
// null.
action(Ticket, {
  arguments: { days: t.integer().default(30), since: t.date().nullable(), word: t.string() },
  run: (input) => {
    expectTypeOf(input).toEqualTypeOf<{ days: number; since: string | null; word: string }>()
  },
})

// What an action takes is one object, whatever it is put together from.
const open = create(Ticket, {
  accept: ['subject', 'size', 'note'],
  arguments: { urgent: t.boolean().default(false) },
})
expectTypeOf<ActionInput<typeof open>>().toEqualTypeOf<{
  subject: string
  size?: number
  note?: string | null
  urgent?: boolean
}>()
const edit = update(Ticket, { accept: ['subject'], arguments: { reason: t.string() } })
expectTypeOf<ActionInput<typeof edit>>().toEqualTypeOf<{
  id: string
  subject?: string
  reason: string
}>()
const drop = destroy(Ticket)
expectTypeOf<ActionInput<typeof drop>>().toEqualTypeOf<{ id: string }>()
