import { expect, test } from 'vitest'
import { create, destroy, read, update } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { Context } from '../../context/context.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { concat, eq, or } from '../../expression/operators.ts'
import { jobs } from '../../job/jobs.ts'
import { type Embedder, embedderKey } from '../../lm/language-model.ts'
import { retrieve } from '../../module/retrieve.ts'
import { hashing } from '../../offline/hashing.ts'
import { calculate } from '../../resource/calculation.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { nearest } from './nearest.ts'
import { searchBy } from './search-by.ts'
import { vectorize } from './vectorize.ts'

interface Reader {
  readonly name: string
}
const declared = app<{ actor: Reader }>()
const { policies } = declared

class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  owner: t.string().public(),
  open: t.boolean().default(false).public(),
  title: t.string().public(),
  body: t.text().public(),
  embedding: t.vector(64).nullable(),
  embedded: t.string().nullable(),
}) {
  static calculations = {
    whole: calculate(Note, t.text(), ({ title, body }) => concat(title, '\n\n', body)),
  }
  static actions = {
    list: read(Note),
    write: create(Note, { accept: ['owner', 'open', 'title', 'body'] }),
    revise: update(Note, { accept: ['body'] }),
    remove: destroy(Note),
    saveEmbedding: update(Note, { accept: ['embedding', 'embedded'] }),
  }
  static policies = policies(Note, ({ owner, open, actor }, policy) => [
    policy.read().authorizeIf(or(open, eq(owner, actor.name))),
    policy.write().authorizeIf(eq(owner, actor.name)),
  ])
}
class Part extends Resource('Part', {
  id: t.uuid().primaryKey(),
  noteId: t.uuid(),
  at: t.integer(),
  text: t.text().public(),
  embedding: t.vector(64),
}) {
  static relationships = { note: belongsTo(() => Note) }
  static actions = {
    search: read(Part, {
      arguments: { question: t.string() },
      prepare: [nearest('embedding', 'question')],
      limit: 5,
    }),
    near: read(Part, {
      arguments: { question: t.string() },
      prepare: [nearest('embedding', 'question', { within: 0.5 })],
    }),
    write: create(Part, { accept: ['noteId', 'at', 'text', 'embedding'] }),
    remove: destroy(Part),
  }
  static policies = policies(Part, ({ note, actor }, policy) => [
    policy.read().authorizeIf(or(note.open, eq(note.owner, actor.name))),
  ])
}
const find = retrieve({
  k: 2,
  search: searchBy(() => Part.actions.search, {
    argument: 'question',
    load: { note: true },
    text: ({ text }) => text,
    source: ({ note }) => note?.title ?? '',
  }),
})

const counting = (embedder: Embedder) => {
  const asked: string[] = []
  return {
    asked,
    embedder: {
      ...embedder,
      embed: (texts: readonly string[]) => (asked.push(...texts), embedder.embed(texts)),
    } satisfies Embedder,
  }
}
const start = async (embedder: Embedder, dataLayer = memory()) => {
  const vectors = vectorize(Note, {
    text: 'whole',
    embedding: 'embedding',
    stamp: 'embedded',
    save: () => Note.actions.saveEmbedding,
    chunks: {
      create: () => Part.actions.write,
      destroy: () => Part.actions.remove,
      source: 'noteId',
      position: 'at',
      content: 'text',
      embedding: 'embedding',
      characters: 60,
      overlap: 0,
    },
    embedder,
  })
  const work = jobs({ jobs: [vectors] })
  const running = await declared.open({
    resources: [Note, Part],
    dataLayer,
    context: Context.empty.with(embedderKey, embedder),
    extensions: [work],
  })
  return {
    running,
    work,
    ada: running.session({ name: 'Ada' }),
    ben: running.session({ name: 'Ben' }),
  }
}
const harbour = {
  owner: 'Ada',
  title: 'Harbour',
  body: 'The harbour office moves to Mole Street in June.\n\nBring two copies of every permit.',
}

test('a written record gets its embedding and its chunks in the background', async () => {
  const { running, work, ada } = await start(hashing({ dimensions: 64 }))
  const { id } = await ada.run(Note.actions.write, harbour)
  expect(await work.idle()).toMatchObject({ done: 1 })
  const note = await ada.get(Note, id, { load: { embedding: true } })
  expect(Math.hypot(...(note.embedding ?? []))).toBeCloseTo(1, 5)
  const parts = await running.system().query(Part, { sort: ['at'] })
  expect(parts.map(({ at, text }) => [at, text])).toEqual([
    [0, 'Harbour\n\nThe harbour office moves to Mole Street in June.'],
    [1, 'Bring two copies of every permit.'],
  ])
  await running.close()
})

test('a changed text replaces the chunks, an unchanged one asks the embedder nothing', async () => {
  const { asked, embedder } = counting(hashing({ dimensions: 64 }))
  const { running, work, ada } = await start(embedder)
  const { id } = await ada.run(Note.actions.write, harbour)
  await work.idle()
  await work.scan()
  await work.idle()
  expect(asked).toHaveLength(2)
  await ada.run(Note.actions.revise, { id, body: 'Nothing moves.' })
  await work.idle()
  expect((await running.system().query(Part)).map(({ text }) => text)).toEqual([
    'Harbour\n\nNothing moves.',
  ])
  await running.close()
})

test('another embedder makes every record stale', async () => {
  const dataLayer = memory()
  const first = await start(hashing({ dimensions: 64 }), dataLayer)
  await first.ada.run(Note.actions.write, harbour)
  await first.work.idle()
  const { asked, embedder } = counting({
    ...hashing({ dimensions: 64 }),
    id: 'another',
    dimensions: 64,
    embed: hashing({ dimensions: 64 }).embed,
  })
  const second = await start(embedder, dataLayer)
  await second.work.idle()
  expect(asked).toHaveLength(2)
  expect((await second.running.system().query(Note))[0]?.embedded).toMatch(/^another\/64:/)
})

test('retrieval finds what the asking actor may read and nothing else', async () => {
  const { running, work, ada, ben } = await start(hashing({ dimensions: 64 }))
  await ada.run(Note.actions.write, harbour)
  await ben.run(Note.actions.write, {
    owner: 'Ben',
    open: true,
    title: 'Ferry',
    body: 'The ferry leaves at nine from the northern pier.',
  })
  await work.idle()
  const query = 'Where does the harbour office move?'
  const sources = async (context: Context) =>
    (await find({ query }, { context })).passages.map(({ source }) => source)
  expect((await sources(ada.context))[0]).toBe('Harbour')
  expect(new Set(await sources(ben.context))).toEqual(new Set(['Ferry']))
  expect(new Set(await sources(running.session(null).context))).toEqual(new Set(['Ferry']))
  await running.close()
})

test('what is farther than asked for is not found', async () => {
  const { running, work, ada } = await start(hashing({ dimensions: 64 }))
  await ada.run(Note.actions.write, harbour)
  await work.idle()
  const near = (question: string) => ada.run(Part.actions.near, { question })
  expect((await near('The harbour office moves to Mole Street in June.')).length).toBe(1)
  expect(await near('zebra')).toEqual([])
  await running.close()
})

test('a search outside a session fails: nobody asks', async () => {
  await expect(find({ query: 'x' })).rejects.toMatchObject({ class: 'framework' })
})

test('a failing embedder leaves the record stale, to be embedded at the next start', async () => {
  const dataLayer = memory()
  const broken: Embedder = {
    id: hashing({ dimensions: 64 }).id,
    dimensions: 64,
    embed: () => Promise.reject(new Error('no embeddings today')),
  }
  const vectorsOff = await start(broken, dataLayer)
  await vectorsOff.ada.run(Note.actions.write, harbour)
  await vectorsOff.work.stop?.()
  const { work, running } = await start(hashing({ dimensions: 64 }), dataLayer)
  await work.idle()
  expect((await running.system().query(Part)).length).toBe(2)
})

test('an embedder that gives wrong vectors writes nothing: the record stays stale, and a search says who is at fault', async () => {
  const good = hashing({ dimensions: 64 })
  const short: Embedder = {
    ...good,
    embed: async (texts) => (await good.embed(texts)).map((vector) => vector.slice(1)),
  }
  const { running, work, ada } = await start(short)
  await ada.run(Note.actions.write, harbour)
  expect(await work.idle()).toMatchObject({ done: 0 })
  expect((await running.system().query(Note))[0]?.embedded).toBeNull()
  expect(await running.system().query(Part)).toEqual([])
  await expect(find({ query: 'x' }, { context: ada.context })).rejects.toThrow(
    /declares 64 dimensions, but one of its vectors has 63/,
  )
  await running.close()
})

test('a text in any script, however long, is embedded; a blank one gets the zero vector and no chunk', async () => {
  const { running, work, ada } = await start(hashing({ dimensions: 64 }))
  const long = await ada.run(Note.actions.write, {
    owner: 'Ada',
    title: '港',
    body: '港の事務所は六月に移転します。'.repeat(200),
  })
  const blank = await ada.run(Note.actions.write, { owner: 'Ada', title: '…', body: '   —   ' })
  expect(await work.idle()).toMatchObject({ done: 2 })
  const vectorOf = async ({ id }: { id: string }) =>
    (await ada.get(Note, id, { load: { embedding: true } })).embedding ?? []
  expect(Math.hypot(...(await vectorOf(long)))).toBeCloseTo(1, 5)
  expect(Math.hypot(...(await vectorOf(blank)))).toBe(0)
  const { passages } = await find({ query: '事務所' }, { context: ada.context })
  expect(passages[0]?.text).toContain('事務所')
  await running.close()
})

test('a record that is deleted while its text is embedded leaves no chunks behind', async () => {
  const good = hashing({ dimensions: 64 })
  let remove = async (): Promise<unknown> => undefined
  const { running, work, ada } = await start({
    ...good,
    embed: async (texts) => {
      await remove()
      return good.embed(texts)
    },
  })
  const { id } = await ada.run(Note.actions.write, harbour)
  remove = () => running.system().run(Note.actions.remove, { id })
  await work.idle()
  expect(await running.system().query(Note)).toEqual([])
  expect(await running.system().query(Part)).toEqual([])
  await running.close()
})
