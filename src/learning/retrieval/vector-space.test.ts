import { expect, test } from 'vitest'
import { eachDataLayer, emptyDataLayer } from '../../../test/support/data-layers.ts'
import { create, destroy, read, update } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { Context } from '../../context/context.ts'
import type { DataLayer } from '../../data-layer/data-layer.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { cosineDistance, eq } from '../../expression/operators.ts'
import { inProcess } from '../../job/in-process/in-process.ts'
import { jobs } from '../../job/jobs.ts'
import { type Embedder, embedderKey } from '../../lm/language-model.ts'
import { retrieve } from '../../module/retrieve.ts'
import { hashing } from '../../offline/hashing.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { nearest } from './nearest.ts'
import { searchBy } from './search-by.ts'
import { vectorize } from './vectorize.ts'

class Page extends Resource('Page', {
  id: t.uuid().primaryKey(),
  text: t.text().public(),
  embedding: t.vector(64).nullable(),
  embedded: t.string().nullable(),
}) {
  static actions = {
    write: create(Page, { accept: ['text'] }),
    revise: update(Page, { accept: ['text'] }),
    save: update(Page, { accept: ['embedding', 'embedded'] }),
    find: read(Page, {
      arguments: { question: t.string() },
      prepare: [nearest('embedding', 'question')],
      limit: 1,
    }),
  }
}
class Part extends Resource('Part', {
  id: t.uuid().primaryKey(),
  pageId: t.uuid(),
  at: t.integer(),
  text: t.text().public(),
  embedding: t.vector(64),
}) {
  static relationships = { page: belongsTo(() => Page) }
  static actions = {
    find: read(Part, {
      arguments: { question: t.string() },
      prepare: [nearest('embedding', 'question')],
      limit: 3,
      maxLimit: 6,
    }),
    write: create(Part, { accept: ['pageId', 'at', 'text', 'embedding'] }),
    remove: destroy(Part),
  }
}
class Short extends Resource('Short', { id: t.uuid().primaryKey(), spot: t.vector(3) }) {
  static actions = {
    add: create(Short, { accept: ['spot'] }),
    find: read(Short, {
      arguments: { question: t.string() },
      prepare: [nearest('spot', 'question')],
    }),
  }
}

const one = hashing({ dimensions: 64 })
/**
 * The same vectors with their components in another order: of equal length, and no more to be
 * compared with them than any other model's.
 */
const other: Embedder = {
  id: 'other',
  dimensions: 64,
  embed: async (texts) =>
    (await one.embed(texts)).map((vector) =>
      vector.map((_, i) => vector[(i * 7 + 3) % 64] as number),
    ),
}

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
const open = async (dataLayer: DataLayer, embedder: Embedder, scanOnStart = true) => {
  const job = vectorize(Page, {
    text: 'text',
    embedding: 'embedding',
    stamp: 'embedded',
    save: () => Page.actions.save,
    chunks: {
      create: () => Part.actions.write,
      destroy: () => Part.actions.remove,
      source: 'pageId',
      position: 'at',
      content: 'text',
      embedding: 'embedding',
      characters: 80,
      overlap: 0,
    },
    embedder,
  })
  const work = jobs({ jobs: [job], scanOnStart, engine: inProcess() })
  const opened = await app<{ actor: never }>().open({
    resources: [Page, Part, Short],
    dataLayer,
    context: Context.empty.with(embedderKey, embedder),
    extensions: [work],
  })
  return { opened, work, job, session: opened.session(null) }
}

const words = ['harbour', 'lantern', 'orchard', 'granite', 'violin', 'compass', 'thistle', 'quarry']
const text = (word: string) => `Of the ${word}, and nothing but the ${word}: a ${word} it is.`
const ask = async (session: Awaited<ReturnType<typeof open>>['session']) => {
  const wrong: string[] = []
  let right = 0
  for (const word of words) {
    const [page] = await session.run(Page.actions.find, { question: `${word} ${word}` })
    const [part] = await session.run(Part.actions.find, { question: `${word} ${word}` })
    for (const found of [page, part]) {
      if (found?.text.includes(word)) right += 1
      else if (found) wrong.push(`${word}: ${found.text}`)
    }
  }
  return { right, wrong }
}

eachDataLayer('an embedder that gives way to another', (_, name) => {
  test('leaves no wrong answer before, during or after the vectors are made anew', async () => {
    const layer = await emptyDataLayer(name)
    const { close } = layer
    const kept = Object.assign(layer, { close: async () => undefined })
    const first = await open(kept, one)
    for (const word of words) await first.session.run(Page.actions.write, { text: text(word) })
    await first.work.idle()
    expect(await ask(first.session)).toEqual({ right: 2 * words.length, wrong: [] })
    await first.opened.close()

    const second = await open(kept, other, false)
    expect(await ask(second.session)).toEqual({ right: 0, wrong: [] })
    const pages = await second.session.query(Page)
    for (const page of pages.slice(0, 3)) await second.work.enqueue(second.job, page)
    await second.work.idle()
    const halfway = await ask(second.session)
    expect(halfway.right).toBe(6)
    // What is found of the rest is of the new vectors: a page that has its own.
    const done = (
      await second.session.query(Page, { filter: ({ embedded }) => eq(embedded, embedded) })
    ).filter(({ embedded }) => embedded?.startsWith('other/64:'))
    for (const answer of halfway.wrong)
      expect(done.map((page) => page.text)).toContain(answer.replace(/^\w+: /, ''))
    await second.work.scan()
    await second.work.idle()
    expect(await ask(second.session)).toEqual({ right: 2 * words.length, wrong: [] })
    await second.opened.close()
    await close.call(kept)
  })
  test('of vectors of another length is one clear error, in a search and in an expression', async () => {
    const { opened, session } = await open(await emptyDataLayer(name), one)
    await session.run(Short.actions.add, { spot: [1, 2, 3] })
    await expect(session.run(Short.actions.find, { question: 'harbour' })).rejects.toMatchObject({
      code: 'assumption_failed',
      message: expect.stringContaining('Short.spot contains a vector(3)'),
    })
    const compared = session.query(Short, {
      sort: [{ by: ({ spot }) => cosineDistance(spot, [1, 2]) }],
    })
    await expect(compared).rejects.toMatchObject({
      code: 'assumption_failed',
      message: expect.stringContaining('dimensions cannot be compared'),
    })
    await opened.close()
  })
  test('is asked nothing for a question without words, which finds nothing', async () => {
    const { opened, work, session } = await open(await emptyDataLayer(name), one)
    await session.run(Page.actions.write, { text: text('harbour') })
    await work.idle()
    for (const question of ['???', '—', '. , ;']) {
      expect(await session.run(Page.actions.find, { question })).toEqual([])
      expect(await session.run(Part.actions.find, { question })).toEqual([])
    }
    await opened.close()
  })
})

test('one paragraph more asks for one text more', async () => {
  const { asked, embedder } = counting(one)
  const { opened, work, session } = await open(memory(), embedder)
  const paragraphs = Array.from(
    { length: 200 },
    (_, i) => `Paragraph ${i} tells of the number ${i} and of whatever else there is to tell.`,
  )
  const { id } = await session.run(Page.actions.write, { text: paragraphs.join('\n\n') })
  await work.idle()
  expect(asked.length).toBeGreaterThanOrEqual(200)
  asked.length = 0
  await session.run(Page.actions.revise, {
    id,
    text: [
      ...paragraphs.slice(0, 90),
      'A paragraph about the harbour, the lantern and the granite of the quarry.',
      ...paragraphs.slice(90),
    ].join('\n\n'),
  })
  await work.idle()
  expect(asked).toEqual([
    'A paragraph about the harbour, the lantern and the granite of the quarry.',
  ])
  const parts = await session.query(Part, { sort: ['at'], load: { embedding: true } })
  expect(parts).toHaveLength(201)
  expect(parts.map(({ at }) => at)).toEqual(parts.map((part, i) => i))
  const vectors = await one.embed(parts.map((part) => part.text))
  for (const [i, { embedding }] of parts.entries())
    expect(embedding?.every((value, at) => Math.abs(value - (vectors[i]?.[at] ?? 0)) < 1e-6)).toBe(
      true,
    )
  await opened.close()
})

test('whoever asks for more passages than a search gives is told, and gets as many as its maxLimit lets', async () => {
  const { opened, work, session } = await open(memory(), one)
  for (const word of words) await session.run(Page.actions.write, { text: text(word) })
  await work.idle()
  const search = searchBy(() => Part.actions.find, {
    argument: 'question',
    text: (part) => part.text,
    source: ({ pageId }) => pageId,
  })
  const found = async (k: number) =>
    (await retrieve({ k, search })({ query: 'harbour lantern' }, { context: session.context }))
      .passages.length
  expect([await found(2), await found(6)]).toEqual([2, 6])
  await expect(found(7)).rejects.toMatchObject({ code: 'invalid_limit', variables: { max: 6 } })
  await expect(
    session.run(Page.actions.find, { question: 'harbour' }, { limit: 2 }),
  ).rejects.toMatchObject({ code: 'invalid_limit', variables: { max: 1 } })
  expect(await session.run(Part.actions.find, { question: 'harbour' })).toHaveLength(3)
  await opened.close()
})

test('a stamp that is named itself decides, and chunks whose owner is unknown are refused', async () => {
  class Card extends Resource('Card', {
    id: t.uuid().primaryKey(),
    by: t.string(),
    spot: t.vector(64),
  }) {
    static actions = {
      add: create(Card, { accept: ['by', 'spot'] }),
      find: read(Card, {
        arguments: { question: t.string() },
        prepare: [nearest('spot', 'question', { stamp: 'by' })],
      }),
    }
  }
  const opened = await app<{ actor: never }>().open({
    resources: [Card],
    dataLayer: memory(),
    context: Context.empty.with(embedderKey, one),
  })
  const session = opened.session(null)
  const [spot] = (await one.embed(['harbour'])) as [number[]]
  await session.run(Card.actions.add, { by: 'elsewhere/64:x', spot })
  expect(await session.run(Card.actions.find, { question: 'harbour' })).toEqual([])
  await session.run(Card.actions.add, { by: `${one.id}:x`, spot })
  expect(await session.run(Card.actions.find, { question: 'harbour' })).toHaveLength(1)
  await opened.close()
})
