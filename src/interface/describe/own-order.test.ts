import { expect, test } from 'vitest'
import { actionsInfo } from '../../action/contract/action-info.ts'
import { create, read } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { eq } from '../../expression/operators.ts'
import { calculate } from '../../resource/calculation.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { describeAction } from './describe-action.ts'
import { runDescribed } from './run-described.ts'

const clinic = app<{ actor: { readonly name: string } }>()
class Patient extends Resource('Patient', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
}) {
  static actions = { admit: create(Patient, { accept: ['name'] }) }
  static policies = clinic.policies(Patient, ({ name, actor }, policy) => [
    policy.read().authorizeIf(eq(name, actor.name)),
  ])
}
class Visit extends Resource('Visit', {
  id: t.uuid().primaryKey(),
  day: t.date().public(),
  patientId: t.uuid(),
}) {
  static relationships = { patient: belongsTo(() => Patient, { public: true }) }
  static calculations = {
    who: calculate(Visit, t.string(), ({ patient }) => patient.name, { public: true }),
  }
  static actions = {
    book: create(Visit, { accept: ['day', 'patientId'] }),
    byName: read(Visit, { sort: ['who', 'day'] }),
  }
}
interface Answer {
  readonly results: readonly { readonly day: string }[]
  readonly endCursor: string
}

test('a cursor of an order through hidden records tells nothing of them, and leads through every record', async () => {
  const opened = await clinic.open({ resources: [Patient, Visit], dataLayer: memory() })
  const system = opened.system()
  for (const [i, name] of ['zoe', 'ann', 'bob'].entries()) {
    const { id } = await system.run(Patient.actions.admit, { name })
    await system.run(Visit.actions.book, { day: `2026-01-0${i + 1}`, patientId: id })
  }
  const description = describeAction(actionsInfo(Visit).get('byName')!)
  const session = opened.session({ name: 'bob' }) as never
  const days: string[] = []
  let after: string | undefined
  for (let page = 0; page < 3; page++) {
    const { results, endCursor } = (await runDescribed(
      description,
      { limit: 1, ...(after ? { after } : {}) },
      { session },
    )) as unknown as Answer
    days.push(...results.map(({ day }) => day))
    expect(Buffer.from(endCursor, 'base64url').toString()).not.toMatch(/zoe|ann/)
    after = endCursor
  }
  expect(days).toEqual(['2026-01-03', '2026-01-01', '2026-01-02'])
  await opened.close()
})
