import { expectTypeOf } from 'vitest'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import type { Example, Metric } from '../../src/evaluate/example.ts'
import { exactMatch } from '../../src/evaluate/metric/exact-match.ts'
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
class Other extends Signature('Other.', { input: { body: t.text() }, output: { title: t.string() } }) {}

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
  const { answer, confidence } = await predict('question, passages: list[string] -> answer, confidence: float')({ question: 'x', passages: ['y'] })
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
    search: async (query, { k, context }) => (
      expectTypeOf(query).toEqualTypeOf<string>(), expectTypeOf(k).toEqualTypeOf<number>(), void context, [] as Passage[]
    ),
  })
  const module = compose(Other, { find, summarize }, async ({ body }, { find, summarize }, { signal }) => {
    void signal
    const { passages } = await find({ query: body })
    expectTypeOf(passages[0]!.score).toEqualTypeOf<number>()
    const { summary } = await summarize({ body })
    return { title: summary }
  })
  expectTypeOf((await module({ body: 'x' })).title).toEqualTypeOf<string>()
  // @ts-expect-error an output is missing
  compose(Other, {}, async () => ({}))
}

export const learning = async () => {
  const trainset: Example<typeof Summarize>[] = [{ input: { body: 'x' }, expected: { summary: 'y' } }]
  const short: Metric<typeof Summarize> = (example, { summary }) =>
    summary.length <= (example.expected.summary?.length ?? 0) ? 1 : { score: 0, feedback: 'too long' }
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
  // @ts-expect-error an expectation of a wrong type
  await evaluate(summarize, { devset: [{ input: { body: 'x' }, expected: { keywords: 'none' } }], metric: () => 1 })
}
