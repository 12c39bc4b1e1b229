import { expect, test } from 'vitest'
import { create } from '../../action/contract/action.ts'
import type { Extension } from '../../app/app.ts'
import { app } from '../../app/open-app.ts'
import { Context } from '../../context/context.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { seededRandom } from '../../evaluate/random.ts'
import { isNotNull } from '../../expression/operators.ts'
import { job } from '../../job/job.ts'
import { jobs } from '../../job/jobs.ts'
import { lmKey } from '../../lm/language-model.ts'
import type { PredictorState } from '../../module/module.ts'
import { predict } from '../../module/predict/predict.ts'
import { scripted } from '../../offline/scripted.ts'
import { Resource } from '../../resource/resource.ts'
import { Signature } from '../../signature/signature.ts'
import { t } from '../../type/t.ts'
import { prompt } from '../prompt.ts'
import { managed } from './managed.ts'
import { programs } from './programs.ts'

class Echo extends Signature('Say it again.', {
  input: { said: t.string() },
  output: { again: t.string() },
}) {}
const echo = managed('echo', predict(Echo))
const lm = scripted(() => '[[ ## again ## ]]\nx\n\n[[ ## completed ## ]]')
const instructed = (instructions: string) => {
  const { state } = echo.declared
  return {
    ...state,
    predictors: { self: { ...(state.predictors['self'] as PredictorState), instructions } },
  }
}
const open = async () => {
  const library = programs<string>({ programs: [echo], mayManage: () => true })
  const opened = await app<{ actor: string }>().open({
    resources: [],
    dataLayer: memory(),
    context: Context.empty.with(lmKey, lm),
    extensions: [library],
  })
  return { opened, library, session: opened.session('manager') }
}
type Opened = Awaited<ReturnType<typeof open>>
const apply = async ({ library, session }: Opened) =>
  (await library.change(session, echo, instructed(crypto.randomUUID()))).apply(session)
const active = async ({ library, session }: Opened) =>
  (await library.history(session, echo)).find((version) => version.active)?.number

test('a rollback goes to the version that was in use before, not to the number before', async () => {
  const world = await open()
  await apply(world)
  expect((await world.library.rollback(world.session, echo)).number).toBe(1)
  expect(await apply(world)).toBe(3)
  expect((await world.library.rollback(world.session, echo)).number).toBe(1)
  await expect(world.library.rollback(world.session, echo)).rejects.toMatchObject({
    code: 'not_found',
  })
  await world.opened.close()
})

const sequences = Number(process.env['FUZZ_CASES'] ?? 40)
test('whatever was applied and rolled back, a rollback undoes the last move that none has undone', async () => {
  const random = seededRandom(7)
  for (let sequence = 0; sequence < sequences; sequence++) {
    const world = await open()
    const trail = [1]
    let latest = 1
    for (let step = 0; step < 12; step++) {
      const draw = random.next()
      if (draw < 0.45) {
        latest = await apply(world)
        trail.push(latest)
      } else if (draw < 0.8) {
        if (trail.length === 1)
          await expect(world.library.rollback(world.session, echo)).rejects.toMatchObject({
            code: 'not_found',
          })
        else {
          trail.pop()
          expect((await world.library.rollback(world.session, echo)).number).toBe(trail.at(-1))
        }
      } else {
        const to = 1 + Math.floor(random.next() * latest)
        trail.push((await world.library.rollback(world.session, echo, to)).number)
      }
      expect(await active(world)).toBe(trail.at(-1))
    }
    await world.opened.close()
  }
})

test('of rollbacks at the same time one counts', async () => {
  const world = await open()
  await apply(world)
  await apply(world)
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => world.library.rollback(world.session, echo)),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await active(world)).toBe(2)
  await world.opened.close()
})

test('a version’s hash is made from its state, and a state that does not fit leaves nothing behind', async () => {
  const { opened, library, session } = await open()
  const { Program, ProgramVersion } = library
  const row = await session.run(Program.actions.byName, { name: 'echo' })
  const of = { id: row?.id as string, base: 1, trail: [1], note: null }
  await expect(
    session.run(Program.actions.revise, { ...of, state: { version: 1, predictors: {} } }),
  ).rejects.toMatchObject({ class: 'invalid' })
  await expect(
    session.run(Program.actions.revise, {
      ...of,
      state: instructed('a') as never,
      hash: 'mine',
    } as never),
  ).rejects.toMatchObject({
    code: 'no_such_input',
  })
  expect(await library.history(session, echo)).toHaveLength(1)
  await session.run(Program.actions.revise, { ...of, state: instructed('a') as never })
  expect((await library.history(session, echo)).at(-1)).toMatchObject({
    number: 2,
    hash: echo.declared.with(instructed('a')).hash,
  })
  const forged = {
    programId: of.id,
    number: 9,
    state: instructed('b') as never,
    hash: 'forged',
    note: null,
  }
  await expect(session.run(ProgramVersion.actions.record, forged)).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(session.run(Program.actions.register, { name: 'other' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await opened.close()
})

class Speech extends Resource('Speech', { id: t.uuid().primaryKey(), said: t.string() }) {
  static actions = { say: create(Speech, { accept: ['said'] }), repeat: prompt(Speech, () => echo) }
}
class Record extends Resource('Record', { id: t.uuid().primaryKey(), said: t.string() }) {
  static actions = { say: create(Record, { accept: ['said'] }) }
}
test('an app whose actions run a managed program that it does not keep is not opened', async () => {
  const opening = (extensions: readonly Extension[]) =>
    app<{ actor: never }>().open({ resources: [Speech], dataLayer: memory(), extensions })
  const other = programs({ programs: [managed('another', predict(Echo))] })
  for (const extensions of [[], [other]])
    await expect(opening(extensions)).rejects.toMatchObject({
      code: 'invalid_definition',
      message: expect.stringContaining('programs({ programs: [echo] })'),
    })
  await (await opening([programs({ programs: [echo] })])).close()
})
test('a job, or anything else in an app, that runs a managed program which it does not keep is told', async () => {
  const background = jobs({
    jobs: [
      job(Record, {
        name: 'repeat',
        where: ({ said }) => isNotNull(said),
        run: ({ said }) => echo({ said }),
        maxAttempts: 1,
      }),
    ],
  })
  const opened = await app<{ actor: never }>().open({
    resources: [Record],
    dataLayer: memory(),
    context: Context.empty.with(lmKey, lm),
    extensions: [background],
    onError: () => {},
  })
  await opened.session(null).run(Record.actions.say, { said: 'x' })
  const { failed } = await background.idle()
  expect(failed[0]?.error).toMatchObject({
    code: 'assumption_failed',
    message: expect.stringContaining('"echo" is managed'),
  })
  await opened.close()
})
