import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answering } from '../../../test/support/answering-lm.ts'
import { Context } from '../../context/context.ts'
import { lmKey } from '../../lm/language-model.ts'
import { predict } from '../../module/predict/predict.ts'
import { evaluate } from '../evaluate.ts'
import { Signature } from '../../signature/signature.ts'
import { t } from '../../type/t.ts'
import type { Metric, Score } from '../example.ts'
import { closeTo } from './close-to.ts'
import { exactMatch } from './exact-match.ts'
import { f1 } from './f1.ts'
import { normalizeText } from './normalize-text.ts'
import { passageMatch } from './passage-match.ts'
import { semanticF1 } from './semantic-f1.ts'

class Answer extends Signature('Answer.', {
  input: { question: t.text() },
  output: { answer: t.text(), keywords: t.list(t.string()), amount: t.float(), passages: t.list(t.text()) },
}) {}
type Outputs = Partial<Answer>

const run = (metric: Metric<typeof Answer>, expected: Outputs, given: Outputs): Score =>
  metric({ input: { question: 'q' }, expected }, new Answer(given as Answer), []) as Score
const score = (metric: Metric<typeof Answer>, expected: Outputs, given: Outputs): number => {
  const result = run(metric, expected, given)
  return typeof result === 'number' ? result : result.score
}

describe('normalizeText', () => {
  test.each([
    ['The  Cat, sat!', 'cat sat'],
    ['An apple a day', 'apple day'],
    ['año à la carte', 'año à la carte'],
    ['“Quoted” — text…', 'quoted text'],
    ['', ''],
    ['A', 'a'],
    ['The.', 'the'],
    ['+', '+'],
  ])('%j becomes %j', (given, wanted) => {
    expect(normalizeText(given)).toBe(wanted.normalize('NFC'))
  })

  test('normalizing twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.constantFrom('the', 'a', 'an', 'cat', 'Über', '“x”', '...'), fc.constantFrom(' ', '-', '  '), (word, gap) => {
        const once = normalizeText(`${word}${gap}dog`)
        expect(normalizeText(once)).toBe(once)
      }),
    )
  })
})

describe('exactMatch', () => {
  test('texts are compared normalized, unless told otherwise', () => {
    expect(score(exactMatch('answer'), { answer: 'The Stone.' }, { answer: 'stone' })).toBe(1)
    expect(score(exactMatch('answer', { normalize: false }), { answer: 'The Stone.' }, { answer: 'stone' })).toBe(0)
  })
  test('lists are compared in order', () => {
    expect(score(exactMatch('keywords'), { keywords: ['a', 'b'] }, { keywords: ['a', 'b'] })).toBe(1)
    expect(score(exactMatch('keywords'), { keywords: ['a', 'b'] }, { keywords: ['b', 'a'] })).toBe(0)
  })
  test('a miss says what was expected and what came', () => {
    expect(run(exactMatch('answer'), { answer: 'stone' }, { answer: 'brick' })).toEqual({ score: 0, feedback: 'answer: expected "stone", got "brick"' })
  })
  test('an example that expects nothing of the field cannot be judged', () => {
    expect(() => run(exactMatch('answer'), { amount: 1 }, { answer: 'x' })).toThrow(/no expected value .*it expects only amount/)
  })
})

describe('f1', () => {
  test.each([
    ['one two three', 'one two', 0.8],
    ['one one', 'one', 2 / 3],
    ['one', 'two', 0],
    ['the', 'a', 1],
  ])('%j against %j is %d', (given, expected, wanted) => {
    expect(score(f1('answer'), { answer: expected }, { answer: given })).toBeCloseTo(wanted, 10)
  })
  test('lists count as the words in them, in any order', () => {
    expect(score(f1('keywords'), { keywords: ['Node.js', 'release'] }, { keywords: ['release', 'Node.js'] })).toBe(1)
  })
  test('it is 1 on itself and the same both ways round', () => {
    const text = fc.string()
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(score(f1('answer'), { answer: left }, { answer: left })).toBe(1)
        expect(score(f1('answer'), { answer: left }, { answer: right })).toBeCloseTo(score(f1('answer'), { answer: right }, { answer: left }), 12)
      }),
    )
  })
})

describe('closeTo', () => {
  test('a number within the tolerance, absolute or relative, is right', () => {
    expect(score(closeTo('amount'), { amount: 0.3 }, { amount: 0.1 + 0.2 })).toBe(1)
    expect(score(closeTo('amount', { tolerance: 1 }), { amount: 10 }, { amount: 11 })).toBe(1)
    expect(score(closeTo('amount', { relative: 0.1 }), { amount: 100 }, { amount: 109 })).toBe(1)
    expect(score(closeTo('amount'), { amount: 100 }, { amount: 101 })).toBe(0)
  })
})

describe('passageMatch', () => {
  test('some passage must hold the answer as whole words in order', () => {
    const match = passageMatch<typeof Answer>('answer', 'passages')
    expect(score(match, { answer: 'cut stone' }, { passages: ['Brick.', 'A well-known, cut stone!'] })).toBe(1)
    expect(score(match, { answer: 'cut stone' }, { passages: ['cut stones', 'stone cut'] })).toBe(0)
    expect(score(match, { answer: 'stone' }, { passages: [] })).toBe(0)
  })
})

describe('semanticF1', () => {
  const judge = answering(({ input }) => ({ reasoning: `compared ${input.systemResponse}`, recall: 1, precision: 0.5 }), 'test/judge')

  test('it is the harmonic mean of what the judge says, with the judge’s reasoning as feedback', async () => {
    const judged = semanticF1<typeof Answer>('answer', { lm: judge })(
      { input: { question: 'q' }, expected: { answer: 'stone' } },
      new Answer({ answer: 'a stone' } as Answer),
      [],
    )
    expect(await judged).toEqual({ score: 2 / 3, feedback: 'compared a stone' })
  })

  test('an empty answer scores 0 without asking', async () => {
    const before = judge.asked.length
    expect(
      await semanticF1<typeof Answer>('answer', { lm: judge })(
        { input: { question: 'q' }, expected: { answer: 'stone' } },
        new Answer({ answer: ' ' } as Answer),
        [],
      ),
    ).toMatchObject({ score: 0 })
    expect(judge.asked).toHaveLength(before)
  })

  test('without a model of its own the judge is the one of the evaluation’s context', async () => {
    const said = await evaluate(predict('question -> answer'), {
      devset: [{ input: { question: 'q' }, expected: { answer: 'stone' } }],
      metric: semanticF1('answer'),
      lm: answering(() => ({ answer: 'rock' })),
      context: Context.empty.with(lmKey, judge),
    })
    expect(said.results[0]).toMatchObject({ status: 'done', feedback: 'compared rock' })
  })
})
