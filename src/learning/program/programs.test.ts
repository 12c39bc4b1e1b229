import { expect, test } from 'vitest'
import { create } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { Context } from '../../context/context.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { lmKey } from '../../lm/language-model.ts'
import { compose } from '../../module/compose.ts'
import type { PredictorState } from '../../module/module.ts'
import { predict } from '../../module/predict/predict.ts'
import { scripted } from '../../offline/scripted.ts'
import { LabeledFewShot } from '../../optimizer/labeled-few-shot.ts'
import { Resource } from '../../resource/resource.ts'
import { Signature } from '../../signature/signature.ts'
import { t } from '../../type/t.ts'
import { prompt } from '../prompt.ts'
import { managed } from './managed.ts'
import { programs } from './programs.ts'

class Shout extends Signature('Say it louder.', {
  input: { said: t.string() },
  output: { louder: t.string() },
}) {}
const trainset = ['a', 'b', 'c'].map((said) => ({
  input: { said },
  expected: { louder: said.toUpperCase() },
}))

interface Person {
  readonly manager: boolean
}
const manager: Person = { manager: true }
const other: Person = { manager: false }

const open = async () => {
  const shouter = managed('shouter', predict(Shout))
  class Speech extends Resource('Speech', { id: t.uuid().primaryKey() }) {
    static actions = { write: create(Speech), shout: prompt(Speech, () => shouter) }
  }
  const prompts: string[] = []
  const lm = scripted(({ messages }) => {
    prompts.push(messages.map(({ content }) => content).join('\n'))
    return '[[ ## louder ## ]]\nX\n\n[[ ## completed ## ]]'
  })
  const library = programs<Person>({
    programs: [shouter],
    mayManage: (person) => person?.manager === true,
  })
  const running = await app<{ actor: Person }>().open({
    resources: [Speech],
    dataLayer: memory(),
    context: Context.empty.with(lmKey, lm),
    extensions: [library],
  })
  return { running, library, shouter, Speech, prompts, session: running.session(manager) }
}

test('version 1 is the module as declared, written once', async () => {
  const { library, shouter, session } = await open()
  expect(await library.history(session, shouter)).toMatchObject([
    {
      number: 1,
      state: shouter.declared.state,
      hash: shouter.declared.hash,
      active: true,
      note: 'as declared',
    },
  ])
})

test("an optimizer's result is a changeset: until it is applied nothing has changed", async () => {
  const { library, shouter, session } = await open()
  const changeset = await library.propose(session, shouter, new LabeledFewShot({ k: 2 }), {
    trainset,
  })
  expect(changeset.changes.map(({ path, before }) => ({ path, before }))).toEqual([
    { path: 'self.demos', before: undefined },
    { path: 'self.demos', before: undefined },
  ])
  expect(changeset.diff()).toMatch(/^~ self\.demos\n {2}\+ /)
  expect((await library.history(session, shouter)).map(({ number }) => number)).toEqual([1])
})

test('a running action uses an applied version from the next call on, and the earlier one after a rollback', async () => {
  const { library, shouter, session, Speech, prompts } = await open()
  const changeset = await library.propose(session, shouter, new LabeledFewShot({ k: 3 }), {
    trainset,
  })
  await session.run(Speech.actions.shout, { said: 'x' })
  expect(await changeset.apply(session)).toBe(2)
  await session.run(Speech.actions.shout, { said: 'x' })
  expect((await library.rollback(session, shouter)).number).toBe(1)
  await session.run(Speech.actions.shout, { said: 'x' })
  expect(prompts.map((text) => text.includes('[[ ## said ## ]]\nb'))).toEqual([false, true, false])
})

test('a changeset made from a version that is no longer in use is stale', async () => {
  const { library, shouter, session } = await open()
  const [first, second] = [
    await library.propose(session, shouter, new LabeledFewShot({ k: 1 }), { trainset }),
    await library.propose(session, shouter, new LabeledFewShot({ k: 2 }), { trainset }),
  ]
  await first.apply(session)
  await expect(second.apply(session)).rejects.toMatchObject({ code: 'stale_record' })
  expect(
    (await library.history(session, shouter)).map(({ number, active }) => [number, active]),
  ).toEqual([
    [1, false],
    [2, true],
  ])
})

test('a version after a rollback gets a number of its own', async () => {
  const { library, shouter, session } = await open()
  await (await library.propose(session, shouter, new LabeledFewShot({ k: 1 }), { trainset })).apply(
    session,
  )
  await library.rollback(session, shouter)
  const changeset = await library.propose(session, shouter, new LabeledFewShot({ k: 2 }), {
    trainset,
  })
  expect(await changeset.apply(session, { note: 'two demos' })).toBe(3)
  expect((await library.history(session, shouter)).at(-1)).toMatchObject({
    number: 3,
    note: 'two demos',
    active: true,
  })
})

test('only who may manage reads and changes programs; running one needs no such right', async () => {
  const { running, library, shouter, session, Speech } = await open()
  const changeset = await library.propose(session, shouter, new LabeledFewShot({ k: 1 }), {
    trainset,
  })
  const stranger = running.session(other)
  await expect(changeset.apply(stranger)).rejects.toMatchObject({ class: 'forbidden' })
  await expect(library.history(stranger, shouter)).rejects.toMatchObject({ code: 'not_found' })
  await expect(stranger.run(Speech.actions.shout, { said: 'x' })).resolves.toMatchObject({
    louder: 'X',
  })
  expect((await library.history(session, shouter)).length).toBe(1)
})

test('a version that does not exist cannot be put into use', async () => {
  const { library, shouter, session } = await open()
  await expect(library.rollback(session, shouter)).rejects.toMatchObject({ code: 'not_found' })
  await expect(library.rollback(session, shouter, 7)).rejects.toMatchObject({ code: 'not_found' })
  expect((await library.history(session, shouter))[0]).toMatchObject({ active: true })
})

test('another order of demonstrations is a change: the prompt is another', async () => {
  const { library, shouter, session } = await open()
  await (await library.propose(session, shouter, new LabeledFewShot({ k: 3 }), { trainset })).apply(
    session,
  )
  const { state } = (await library.history(session, shouter)).at(-1)!
  const { self } = state.predictors as { self: PredictorState }
  const turned = { ...state, predictors: { self: { ...self, demos: self.demos.toReversed() } } }
  const changeset = await library.change(session, shouter, turned)
  expect(changeset.changed).toBe(true)
  expect(changeset.changes).toEqual([
    { path: 'self.demos', before: self.demos, after: turned.predictors.self.demos },
  ])
  expect((await library.change(session, shouter, state)).changed).toBe(false)
})

test('of changesets applied at the same time one counts, the others are stale', async () => {
  const { library, shouter, session } = await open()
  const proposals = await Promise.all(
    [1, 2, 3].map((k) =>
      library.propose(session, shouter, new LabeledFewShot({ k }), { trainset }),
    ),
  )
  const results = await Promise.allSettled(proposals.map((changeset) => changeset.apply(session)))
  expect(results.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
  ])
  expect(
    (await library.history(session, shouter)).map(({ number, active }) => [number, active]),
  ).toEqual([
    [1, false],
    [2, true],
  ])
})

test('a managed module in two apps at once uses the version of each', async () => {
  const shouter = managed('shouter', predict(Shout))
  const instructionsIn = async (instructions: string) => {
    const library = programs<Person>({ programs: [shouter], mayManage: () => true })
    const running = await app<{ actor: Person }>().open({
      resources: [],
      dataLayer: memory(),
      extensions: [library],
    })
    const session = running.session(manager)
    const { self } = shouter.declared.state.predictors as { self: PredictorState }
    await (
      await library.change(session, shouter, {
        ...shouter.declared.state,
        predictors: { self: { ...self, instructions } },
      })
    ).apply(session)
    return session
  }
  const sessions = [await instructionsIn('Whisper.'), await instructionsIn('Sing.')]
  const lm = scripted(
    ({ messages }) =>
      `[[ ## louder ## ]]\n${messages[0]?.content.includes('Sing.') ? 'la' : 'hush'}\n\n[[ ## completed ## ]]`,
  )
  const calls = Array.from({ length: 20 }, (_, at) =>
    shouter({ said: 'x' }, { lm, context: sessions[at % 2]!.context }),
  )
  expect((await Promise.all(calls)).map(({ louder }) => louder)).toEqual(
    Array.from({ length: 20 }, (_, at) => (at % 2 ? 'la' : 'hush')),
  )
})

test("a state that does not fit the program's signature is refused", async () => {
  const { library, shouter, session } = await open()
  const state = {
    version: 1 as const,
    predictors: { self: { signatureHash: 'another', instructions: 'x', demos: [] } },
  }
  await expect(library.change(session, shouter, state)).rejects.toMatchObject({
    code: 'state_signature_mismatch',
  })
})

test('outside an app a managed module runs as declared', async () => {
  const lm = scripted(['[[ ## louder ## ]]\nHEY\n\n[[ ## completed ## ]]'])
  expect(await managed('shouter', predict(Shout))({ said: 'hey' }, { lm })).toMatchObject({
    louder: 'HEY',
  })
})

test('a managed module is no part of a composite: the composite is what is managed', async () => {
  const part = managed('part', predict(Shout))
  // A managed module is typed like any other; only assembling the composite can tell.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it the composite's parts do not check
  const whole = compose(Shout, { part: part as typeof part.declared }, ({ said }, { part: run }) =>
    run({ said }),
  )
  await expect(whole({ said: 'x' }, { lm: scripted([]) })).rejects.toMatchObject({
    class: 'framework',
  })
})
