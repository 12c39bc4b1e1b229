import { expectTypeOf } from 'vitest'
import { batch, evaluate } from '../../src/evaluate/evaluate.ts'
import type { Example, Metric } from '../../src/evaluate/example.ts'
import { exactMatch } from '../../src/evaluate/metrics.ts'
import { compose } from '../../src/module/compose.ts'
import type { Module } from '../../src/module/module.ts'
import { chainOfThought, type Reasoning } from '../../src/module/predict/chain-of-thought.ts'
import { predict } from '../../src/module/predict/predict.ts'
import { type Passage, retrieve } from '../../src/module/retrieve.ts'
import { BootstrapFewShot } from '../../src/optimizer/bootstrap-few-shot.ts'
import { Signature } from '../../src/signature/signature.ts'
import { t } from '../../src/type/t.ts'

class Summarize extends Signature('Summarize.', {
  input: { body: t.text(), tone: t.oneOf('dry', 'warm').default('dry') },
  output: { summary: t.text(), keywords: t.list(t.string()) },
}) {}
class Other extends Signature('Other.', {
  input: { body: t.text() },
  output: { title: t.string() },
}) {}

const summarize = predict(Summarize)
const thinking = chainOfThought(Summarize)

export const modules = async () => {
  expectTypeOf(summarize).toEqualTypeOf<Module<typeof Summarize>>()
  expectTypeOf(thinking).toEqualTypeOf<Module<typeof Summarize, Reasoning>>()
  const prediction = await summarize({ body: 'x' })
  expectTypeOf(prediction.keywords).toEqualTypeOf<string[]>()
  const record: Summarize = prediction
  expectTypeOf((await thinking({ body: 'x', tone: 'warm' })).reasoning).toEqualTypeOf<string>()
  expectTypeOf(summarize.with(summarize.state)).toEqualTypeOf<typeof summarize>()

  // @ts-expect-error an input is missing
  await summarize({})
  // @ts-expect-error not one of the values
  await summarize({ body: 'x', tone: 'loud' })
  // @ts-expect-error no such input
  await summarize({ body: 'x', titel: 'y' })
  // @ts-expect-error only a chain of thought reasons
  void prediction.reasoning
  return record
}

export const strings = async () => {
  const { answer, confidence } = await predict(
    'question, passages: list[string] -> answer, confidence: float',
  )({ question: 'x', passages: ['y'] })
  expectTypeOf(answer).toEqualTypeOf<string>()
  expectTypeOf(confidence).toEqualTypeOf<number>()
  const thought = await chainOfThought('question -> answer: integer')({ question: 'x' })
  expectTypeOf(thought.answer).toEqualTypeOf<number>()
  expectTypeOf(thought.reasoning).toEqualTypeOf<string>()
  // @ts-expect-error no such output
  void thought.anwser
  // @ts-expect-error no type of that name
  predict('question -> answer: sting')
}

export const composites = async () => {
  const find = retrieve({
    search: async (query: string, { k }): Promise<Passage[]> => [
      { id: query, text: query, score: k, source: query },
    ],
  })
  const module = compose(Other, { find, summarize }, async ({ body }, parts, { signal }) => {
    void signal
    const { passages } = await parts.find({ query: body })
    expectTypeOf(passages[0]!.score).toEqualTypeOf<number>()
    const { summary } = await parts.summarize({ body })
    return { title: summary }
  })
  expectTypeOf((await module({ body: 'x' })).title).toEqualTypeOf<string>()
  // @ts-expect-error an output is missing
  compose(Other, {}, async () => ({}))
}

export const learning = async () => {
  const trainset: Example<typeof Summarize>[] = [
    { input: { body: 'x' }, expected: { summary: 'y' } },
  ]
  const short: Metric<typeof Summarize> = (example, { summary }) =>
    summary.length <= (example.expected.summary?.length ?? 0)
      ? 1
      : { score: 0, feedback: 'too long' }
  const right: Metric<typeof Summarize> = (_, { summary }) => summary.length > 0
  void right
  const tuned = await new BootstrapFewShot().compile(thinking, { trainset, metric: short })
  expectTypeOf(tuned).toEqualTypeOf<typeof thinking>()
  const { results } = await evaluate(tuned, { devset: trainset, metric: exactMatch('summary') })
  const [first] = results
  if (first?.status === 'done') expectTypeOf(first.prediction.keywords).toEqualTypeOf<string[]>()
  await evaluate(summarize, {
    devset: [{ input: { body: 'x' }, expected: { keywords: [] } }],
    metric: ({ input }, { keywords }) => (keywords.includes(input.body) ? 1 : 0),
  })

  // @ts-expect-error the signature has no such output
  await evaluate(summarize, { devset: trainset, metric: exactMatch('title') })
  // @ts-expect-error examples of another signature
  await evaluate(predict(Other), { devset: trainset, metric: () => 1 })
  await evaluate(summarize, {
    // @ts-expect-error an expectation of a wrong type
    devset: [{ input: { body: 'x' }, expected: { keywords: 'none' } }],
    metric: () => 1,
  })
}

/** A module made where it is used is inferred as one made before. */
export const inline = async () => {
  await batch(predict(Summarize), [{ body: 'x' }])
  await batch(predict('question -> answer'), [{ question: 'x' }])
  await evaluate(predict('question -> answer'), {
    devset: [{ input: { question: 'x' }, expected: { answer: 'y' } }],
    metric: exactMatch('answer'),
  })
  const tuned = await new BootstrapFewShot().compile(chainOfThought(Other), {
    trainset: [{ input: { body: 'x' }, expected: { title: 'y' } }],
    metric: exactMatch('title'),
  })
  expectTypeOf((await tuned({ body: 'x' })).reasoning).toEqualTypeOf<string>()
  // @ts-expect-error no such input
  await batch(predict(Summarize), [{ boddy: 'x' }])
  // @ts-expect-error no such output
  await evaluate(predict('question -> answer'), { devset: [], metric: exactMatch('anwser') })
}

/** What a module is told, and what it is made of, is typed as well as what it is given. */
export const settled = async () => {
  const labelled = await predict('question -> label: oneOf[yes, no], count: int?')({
    question: 'x',
  })
  expectTypeOf(labelled.label).toEqualTypeOf<'yes' | 'no'>()
  expectTypeOf(labelled.count).toEqualTypeOf<number | null>()
  // @ts-expect-error a number is asked for
  await predict('year: int -> event')({ year: 'x' })
  // @ts-expect-error a value of a wrong type
  await summarize({ body: 1 })
  // @ts-expect-error states are read-only
  summarize.state.predictors.self?.demos.push({ input: {}, output: {} })
  // @ts-expect-error a state of another version
  summarize.with({ version: 2, predictors: {} })
  // @ts-expect-error no such option
  predict(Summarize, { adaptor: 'json' })
  // @ts-expect-error no such setting
  predict(Summarize, { settings: { temperatur: 1 } })
  // @ts-expect-error no such part
  compose(Other, { summarize }, async ({ body }, { sumarize }) => sumarize({ body }))
  // @ts-expect-error no such input
  compose(Other, { summarize }, async ({ bdy }) => ({ title: bdy }))
  // @ts-expect-error a passage has an id, a score and a source
  retrieve({ search: async (query: string) => [{ text: query }] })
  await new BootstrapFewShot().compile(summarize, {
    // @ts-expect-error an expectation of a wrong type
    trainset: [{ input: { body: 'x' }, expected: { summary: 5 } }],
  })
}
