import { describe, expect, test } from 'vitest'
import { answering } from '../../test/support/answering-lm.ts'
import { Context, contextKey, currentContext } from '../context/context.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { compose } from './compose.ts'
import type { ModuleState, TraceEntry } from './module.ts'
import { chainOfThought } from './predict/chain-of-thought.ts'
import { predict } from './predict/predict.ts'
import { runOf, usageOf } from './prediction.ts'
import { type Passage, retrieve } from './retrieve.ts'
import { loadState, saveState } from './state/save-state.ts'

class Ask extends Signature('Answer the question.', {
  input: { question: t.text() },
  output: { answer: t.text(), sources: t.list(t.string()) },
}) {}
class AskPassages extends Signature('Answer from the passages.', {
  input: { question: t.text(), passages: t.list(t.text()) },
  output: { answer: t.text() },
}) {}

const corpus: Passage[] = [
  'Stones are cut.',
  'Mortar is grey.',
  'Walls stand.',
  'Roofs keep rain out.',
].map((text, index) => ({
  id: `${index}`,
  text,
  score: 1 - index / 10,
  source: `post ${index}`,
}))
const finder = retrieve({ k: 2, search: async () => corpus, settings: { resource: 'Chunk' } })
const rag = compose(
  Ask,
  { find: finder, answer: chainOfThought(AskPassages), query: predict('question -> query') },
  async ({ question }, { find, answer, query }) => {
    const search = await query({ question })
    const { passages } = await find({ query: search.query })
    const said = await answer({ question, passages: passages.map(({ text }) => text) })
    return { answer: said.answer, sources: passages.map(({ source }) => source) }
  },
)
const lm = answering(({ input }) =>
  input.passages ? { reasoning: 'r', answer: 'cut stones' } : { query: 'stones' },
)

describe('compose', () => {
  test('its parts get the run’s model, adapter and settings without being handed them', async () => {
    const prediction = await rag({ question: 'What?' }, { lm, settings: { temperature: 0.3 } })
    expect({ ...prediction }).toEqual({ answer: 'cut stones', sources: ['post 0', 'post 1'] })
    expect(prediction).toBeInstanceOf(Ask)
    expect(lm.asked.every(({ request }) => request.temperature === 0.3)).toBe(true)
  })

  test('its state is the union of its parts’ by path, parameters too', () => {
    expect(Object.keys(rag.state.predictors)).toEqual(['answer', 'query'])
    expect(rag.state.parameters).toEqual({ 'find.k': 2 })
  })

  test('a new state reaches the parts, and leaves the module and its parts alone', async () => {
    const state: ModuleState = {
      ...rag.state,
      parameters: { 'find.k': 3 },
      predictors: {
        ...rag.state.predictors,
        query: { ...rag.state.predictors.query!, instructions: 'Shorten it.' },
      },
    }
    const model = answering(({ input }) =>
      input.passages ? { reasoning: 'r', answer: 'a' } : { query: 'q' },
    )
    const { sources } = await rag.with(state)({ question: 'What?' }, { lm: model })
    expect(sources).toHaveLength(3)
    expect(model.asked[0]?.system).toContain('Shorten it.')
    expect((await rag({ question: 'What?' }, { lm })).sources).toHaveLength(2)
    expect(finder.state.parameters).toEqual({ k: 2 })
  })

  test('its trace holds every predictor call under its path, and its usage is theirs', async () => {
    const trace: TraceEntry[] = []
    const prediction = await rag({ question: 'What?' }, { lm, trace })
    expect(trace.map(({ predictor }) => predictor)).toEqual(['query', 'answer'])
    expect(usageOf(prediction)).toEqual({
      calls: 2,
      cacheHits: 0,
      inputTokens: 20,
      outputTokens: 10,
    })
    expect(runOf(prediction)).toMatchObject({
      program: rag.hash,
      kind: 'composite',
      trace: [{ predictor: 'query' }, { predictor: 'answer' }],
    })
  })

  test('composites nest: paths of parts of parts are joined by dots', async () => {
    const outer = compose(Ask, { inner: rag }, async (input, { inner }) => inner(input))
    expect(Object.keys(outer.state.predictors)).toEqual(['inner.answer', 'inner.query'])
    expect(outer.state.parameters).toEqual({ 'inner.find.k': 2 })
    const trace: TraceEntry[] = []
    await outer({ question: 'What?' }, { lm, trace })
    expect(trace.map(({ predictor }) => predictor)).toEqual(['inner.query', 'inner.answer'])
    expect(loadState(outer, saveState(outer)).hash).toBe(outer.hash)
  })

  test('its hash moves with its parts, their state and its revision', () => {
    const make = (k: number, settings: string, revision: string) =>
      compose(
        Ask,
        { find: retrieve({ k, search: async () => [], settings }) },
        async () => ({ answer: 'a', sources: [] }),
        { revision },
      )
    const base = make(2, 'a', '1')
    expect(make(2, 'a', '1').hash).toBe(base.hash)
    expect(make(3, 'a', '1').with(base.state).hash).toBe(base.hash)
    expect(
      new Set(
        [base, make(3, 'a', '1'), make(2, 'b', '1'), make(2, 'a', '2')].map(({ hash }) => hash),
      ).size,
    ).toBe(4)
  })

  test('the error of a part passes as it is, and what was traced before it is kept', async () => {
    const failure = new Error('no index')
    const broken = compose(
      Ask,
      {
        query: predict('question -> query'),
        find: retrieve({ search: () => Promise.reject(failure) }),
      },
      async ({ question }, { query, find }) => {
        const { passages } = await find({ query: (await query({ question })).query })
        return { answer: '', sources: passages.map(({ source }) => source) }
      },
    )
    const trace: TraceEntry[] = []
    await expect(broken({ question: 'What?' }, { lm, trace })).rejects.toBe(failure)
    expect(trace.map(({ predictor }) => predictor)).toEqual(['query'])
  })

  test('outputs that do not fit the signature are refused', async () => {
    const wrong = compose(
      Ask,
      {},
      async () => ({ answer: 'a', sources: 'nothing of the kind', more: 1 }) as never,
    )
    await expect(wrong({ question: 'What?' })).rejects.toMatchObject({ class: 'invalid' })
  })
})

describe('retrieve', () => {
  test('it gives at most k passages and tells the search how many it wants', async () => {
    const wanted: number[] = []
    const module = retrieve({ k: 1, search: async (_, { k }) => (wanted.push(k), corpus) })
    expect((await module({ query: 'x' })).passages).toEqual([corpus[0]])
    expect(wanted).toEqual([1])
  })

  test('a passage comes as it was found, without what else the search knows of it', async () => {
    const found = [{ id: '1', text: ' spaced ', score: 0.5, source: '', secret: 'x' }]
    expect((await retrieve({ search: async () => found })({ query: 'x' })).passages).toEqual([
      { id: '1', text: ' spaced ', score: 0.5, source: '' },
    ])
  })

  test.each([
    ['nothing', undefined, /passages is required/],
    ['no list', 'text', /passages must be a list/],
    [
      'a passage without a text',
      [{ id: '1', score: 1, source: 's' }],
      /passages\[0\]\.text is required/,
    ],
    ['a text for a passage', ['text'], /passages\[0\] must be an object/],
  ])('a search that gives %s is refused with what is wrong', async (_, found, message) => {
    await expect(retrieve({ search: async () => found as never })({ query: 'x' })).rejects.toThrow(
      message,
    )
  })

  test('the search runs in the context of the call, inside a composite too', async () => {
    const who = contextKey<string>('who')
    const seen: unknown[] = []
    const searcher = retrieve({
      search: async (_, { context }) => (
        seen.push(context.get(who), currentContext().get(who)), []
      ),
    })
    const outer = compose(Ask, { find: searcher }, async ({ question }, { find }) => ({
      answer: '-',
      sources: (await find({ query: question })).passages.map(({ source }) => source),
    }))
    await outer({ question: 'x' }, { context: Context.empty.with(who, 'ann') })
    await Context.empty.with(who, 'bob').run(() => outer({ question: 'x' }))
    expect(seen).toEqual(['ann', 'ann', 'bob', 'bob'])
  })
})
