import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import type { App } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { eq } from '../../expression/operators.ts'
import { identity } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { create } from '../contract/action.ts'
import type { Session } from '../contract/session.ts'

class Mark extends Resource('Mark', {
  id: t.uuid().primaryKey(),
  run: t.integer(),
  name: t.string(),
}) {
  static identities = { name: identity(Mark, ['run', 'name']) }
  static actions = { add: create(Mark, { accept: ['run', 'name'] }) }
}

/**
 * A write, some of them at once, or a transaction that ends well or not. `anywhere` goes through
 * the session of the app instead of the transaction's own.
 */
type Step =
  | { readonly kind: 'add'; readonly name: string; readonly anywhere: boolean }
  | { readonly kind: 'together'; readonly names: readonly string[] }
  | { readonly kind: 'transaction'; readonly steps: readonly Step[]; readonly fails: boolean }
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const step = fc.letrec<{ readonly step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('add' as const), name, anywhere: fc.boolean() }),
    fc.record({
      kind: fc.constant('together' as const),
      names: fc.uniqueArray(name, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('transaction' as const),
      steps: fc.array(tie('step'), { maxLength: 4 }),
      fails: fc.boolean(),
    }),
  ),
})).step

/** What is there after the steps. */
const expected = (steps: readonly Step[], before: ReadonlySet<string>): ReadonlySet<string> =>
  steps.reduce((there, one) => {
    if (one.kind === 'add') return new Set([...there, one.name])
    if (one.kind === 'together') return new Set([...there, ...one.names])
    return one.fails ? there : expected(one.steps, there)
  }, before)

eachDataLayer('transactions inside transactions', (_, layer) => {
  let opened: App<null>
  const sent: string[] = []
  beforeAll(async () => {
    opened = await app<{ actor: null }>().open({
      resources: [Mark],
      dataLayer: await emptyDataLayer(layer),
      notifiers: [
        { name: 'recorder', notify: ({ record }) => void sent.push(record.name as string) },
      ],
    })
  })
  afterAll(() => opened.close())
  const caught = (error: { readonly code?: string; readonly message?: string }) => {
    if (error.code !== 'already_taken' && error.message !== 'rolled back') throw error
  }
  const perform = async (
    run: number,
    steps: readonly Step[],
    session: Session<null>,
  ): Promise<void> => {
    const add = (one: string, by = session) =>
      by.run(Mark.actions.add, { run, name: one }).then(() => undefined, caught)
    for (const one of steps) {
      if (one.kind === 'add') await add(one.name, one.anywhere ? opened.session(null) : session)
      else if (one.kind === 'together') await Promise.all(one.names.map((each) => add(each)))
      else
        await session
          .transaction(async (inner) => {
            await perform(run, one.steps, inner)
            if (one.fails) throw new Error('rolled back')
          })
          .catch(caught)
    }
  }

  test('what remains and what is told is what was committed, however they are nested and whatever failed', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 5 }), async (steps) => {
        const current = ++run
        sent.length = 0
        await perform(current, steps, opened.session(null))
        const there = await opened
          .session(null)
          .query(Mark, { filter: (mark) => eq(mark.run, current) })
        const names = there.map((mark) => mark.name).toSorted()
        expect(names).toEqual([...expected(steps, new Set())].toSorted())
        expect(sent.toSorted()).toEqual(names)
      }),
      { numRuns: 40 },
    )
  })
})
