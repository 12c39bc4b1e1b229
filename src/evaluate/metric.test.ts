import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { answering } from '../../test/support/answering-lm.ts'
import { Context } from '../context/context.ts'
import { lmKey } from '../lm/language-model.ts'
import { predict } from '../module/predict/predict.ts'
import { Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { evaluate } from './evaluate.ts'
import type { Metric, Score } from './example.ts'
import { closeTo, exactMatch, f1, passageMatch } from './metrics.ts'
import { normalizeText } from './normalize-text.ts'
import { scoreParts } from './score.ts'
import { semanticF1 } from './semantic-f1.ts'

class Answer extends Signature('Answer.', {
  input: { question: t.text() },
  output: {
    answer: t.text(),
    keywords: t.list(t.string()),
    amount: t.float(),
    passages: t.list(t.text()),
  },
}) {}
type Outputs = Partial<Answer>

const run = (metric: Metric<typeof Answer>, expected: Outputs, given: Outputs): Score =>
  metric({ input: { question: 'q' }, expected }, new Answer(given as Answer), []) as Score
const score = (metric: Metric<typeof Answer>, expected: Outputs, given: Outputs): number => {
  const result = run(metric, expected, given)
  return scoreParts(result).score
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
    ['It is -5.', 'it is -5'],
    ['−5', '-5'],
    ['covid-19, well-known', 'covid19 wellknown'],
    ['3.5 (about)', '3.5 about'],
    ['1,234,567 people', '1234567 people'],
    ['3,5', '3,5'],
    ['€5', '€5'],
    ['5%', '5%'],
    ['C++ and C#', 'c++ and c#'],
    ['# Title', 'title'],
    ['grade B-', 'grade b-'],
    ['<18', '<18'],
    ['2026-01-31', '2026-01-31'],
  ])('%j becomes %j', (given, wanted) => {
    expect(normalizeText(given)).toBe(wanted.normalize('NFC'))
  })

  test('normalizing twice changes nothing more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('the', 'a', 'an', 'cat', 'Über', '“x”', '...'),
        fc.constantFrom(' ', '-', '  '),
        (word, gap) => {
          const once = normalizeText(`${word}${gap}dog`)
          expect(normalizeText(once)).toBe(once)
        },
      ),
    )
  })
})

describe('exactMatch', () => {
  test('texts are compared normalized, unless told otherwise', () => {
    expect(score(exactMatch('answer'), { answer: 'The Stone.' }, { answer: 'stone' })).toBe(1)
    expect(
      score(
        exactMatch('answer', { normalize: false }),
        { answer: 'The Stone.' },
        { answer: 'stone' },
      ),
    ).toBe(0)
  })
  test('lists are compared in order', () => {
    expect(score(exactMatch('keywords'), { keywords: ['a', 'b'] }, { keywords: ['a', 'b'] })).toBe(
      1,
    )
    expect(score(exactMatch('keywords'), { keywords: ['a', 'b'] }, { keywords: ['b', 'a'] })).toBe(
      0,
    )
  })
  test('a miss says what was expected and what came', () => {
    expect(run(exactMatch('answer'), { answer: 'stone' }, { answer: 'brick' })).toEqual({
      score: 0,
      feedback: 'answer: expected "stone", got "brick"',
    })
  })
  test('an example that expects nothing of the field cannot be judged', () => {
    expect(() => run(exactMatch('answer'), { amount: 1 }, { answer: 'x' })).toThrow(
      /no expected value .*it expects only amount/,
    )
  })
  test.each([
    ['a minus', '-5', '5'],
    ['a decimal point', '3.5', '35'],
    ['a currency', '$5', '€5'],
    ['a comparison', '<5', '>5'],
    ['a sign of a name', 'C++', 'C'],
    ['a grade', 'B+', 'B-'],
    ['a share', '5%', '5'],
  ])('texts that differ by %s differ', (_, expected, given) => {
    expect(score(exactMatch('answer'), { answer: expected }, { answer: given })).toBe(0)
    expect(score(exactMatch('answer'), { answer: expected }, { answer: `The ${expected}!` })).toBe(
      1,
    )
  })
  test('several fields match when each of them does, and a miss names those that do not', () => {
    const both = exactMatch<typeof Answer>(['answer', 'amount'])
    expect(score(both, { answer: 'Stone', amount: 2 }, { answer: 'stone', amount: 2 })).toBe(1)
    expect(run(both, { answer: 'stone', amount: 2 }, { answer: 'stone', amount: 3 })).toEqual({
      score: 0,
      feedback: 'amount: expected 2, got 3',
    })
  })
})

class Extract extends Signature('Extract.', {
  input: { question: t.text() },
  output: {
    person: t.map({ fields: { name: t.string(), age: t.integer(), vat: t.string().nullable() } }),
    people: t.list(t.map({ fields: { name: t.string(), age: t.integer().nullable() } })),
    extra: t.map(),
    grade: t.oneOf('B+', 'B-', '<5', '>5', 'C', 'C++'),
    due: t.date().nullable(),
    at: t.datetime(),
    note: t.text().nullable(),
    count: z.number().nullable(),
    order: z.object({ id: z.string(), lines: z.array(z.number()), memo: z.string().nullish() }),
    level: z.enum(['low', 'high']),
    code: t.string().sensitive(),
  },
}) {}

describe('exactMatch by the type of a field', () => {
  const match = (field: keyof Extract, expected: unknown, given: unknown): number => {
    const result = exactMatch<typeof Extract>(field)(
      { input: { question: 'q' }, expected: { [field]: expected } },
      new Extract({ [field]: given } as never),
      [],
    ) as Score
    return scoreParts(result).score
  }
  test.each([
    ['person', { age: 4, name: 'Ana', vat: null }, { name: 'Ana', age: 4, vat: null }, 1],
    ['person', { name: 'Ana', age: 4 }, { name: 'Ana', age: 4, vat: null }, 1],
    ['person', { name: 'Ana', age: '4' }, { name: 'Ana', age: 4, vat: null }, 1],
    ['person', { name: 'Ana', age: 5 }, { name: 'Ana', age: 4, vat: null }, 0],
    ['person', { name: 'ana', age: 4 }, { name: 'Ana', age: 4, vat: null }, 0],
    [
      'people',
      [
        { age: null, name: 'A' },
        { name: 'B', age: 2 },
      ],
      [
        { name: 'A', age: null },
        { age: 2, name: 'B' },
      ],
      1,
    ],
    [
      'people',
      [{ name: 'B', age: 2 }, { name: 'A' }],
      [
        { name: 'A', age: null },
        { name: 'B', age: 2 },
      ],
      0,
    ],
    ['extra', { b: { d: 1, c: null }, a: [1] }, { a: [1], b: { d: 1 } }, 1],
    ['extra', { a: [1, 2] }, { a: [2, 1] }, 0],
    ['grade', '<5', '>5', 0],
    ['grade', 'C++', 'C', 0],
    ['grade', 'B+', 'B-', 0],
    ['grade', 'B+', 'B+', 1],
    ['due', '2026-01-31', '2026-01-31', 1],
    ['due', null, null, 1],
    ['due', null, '2026-01-31', 0],
    ['at', '2026-01-31T10:00:00Z', new Date('2026-01-31T10:00:00Z'), 1],
    ['note', null, 'Null', 0],
    ['note', 'null', null, 0],
    ['note', 'The Null.', 'null', 1],
    ['count', 3, 3, 1],
    ['count', 0, null, 0],
    ['order', { lines: [1], id: 'a' }, { id: 'a', lines: [1], memo: null }, 1],
    ['order', { lines: [1], id: 'a' }, { id: 'A', lines: [1] }, 0],
    ['level', 'Low', 'low', 0],
  ] as const)('of %s, %j against %j is %d', (field, expected, given, wanted) => {
    expect(match(field, expected, given)).toBe(wanted)
  })

  test('it is 1 for every value against a copy of itself with its members in another order', () => {
    const value = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(
        fc.integer(),
        fc.string(),
        fc.constant(null),
        fc.array(fc.dictionary(fc.string(), fc.integer())),
      ),
    )
    const turned = (given: unknown): unknown => {
      if (Array.isArray(given)) return given.map(turned)
      if (typeof given !== 'object' || given === null) return given
      return Object.fromEntries(
        Object.entries(given)
          .toReversed()
          .map(([name, member]) => [name, turned(member)]),
      )
    }
    fc.assert(
      fc.property(value, (given) => {
        expect(match('extra', turned(given), given)).toBe(1)
      }),
    )
  })

  test('an expected value that the field does not take is said so, and a sensitive value is not shown', () => {
    const feedback = (field: keyof Extract, expected: unknown, given: unknown) =>
      (
        exactMatch<typeof Extract>(field)(
          { input: { question: 'q' }, expected: { [field]: expected } },
          new Extract({ [field]: given } as never),
          [],
        ) as {
          feedback: string
        }
      ).feedback
    expect(feedback('grade', 'A', 'C')).toContain('which the field does not accept')
    expect(feedback('code', 's3cret', '0ther')).not.toMatch(/s3cret|0ther/)
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
    expect(
      score(
        f1('keywords'),
        { keywords: ['Node.js', 'release'] },
        { keywords: ['release', 'Node.js'] },
      ),
    ).toBe(1)
  })
  test('null has no words: it is like no text, and unlike the word', () => {
    expect(score(f1('answer'), { answer: null as never }, { answer: 'null' })).toBe(0)
    expect(score(f1('answer'), { answer: '' }, { answer: null as never })).toBe(1)
  })
  test('it is 1 on itself and the same both ways round', () => {
    const text = fc.string()
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(score(f1('answer'), { answer: left }, { answer: left })).toBe(1)
        expect(score(f1('answer'), { answer: left }, { answer: right })).toBeCloseTo(
          score(f1('answer'), { answer: right }, { answer: left }),
          12,
        )
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
  test.each([
    [0, null, 0],
    [0, '', 0],
    [0, false, 0],
    [1, true, 0],
    [5, [5], 0],
    [null, 0, 0],
    [null, null, 1],
    ['2.5', 2.5, 1],
    [3, Number.NaN, 0],
  ])('%j against %j is %d: what is no number is near none', (expected, given, wanted) => {
    expect(
      score(
        closeTo('amount', { tolerance: 0.1 }),
        { amount: expected as number },
        { amount: given as number },
      ),
    ).toBe(wanted)
  })
})

describe('passageMatch', () => {
  test('some passage must hold the answer as whole words in order', () => {
    const match = passageMatch<typeof Answer>('answer', 'passages')
    expect(
      score(match, { answer: 'cut stone' }, { passages: ['Brick.', 'A well-known, cut stone!'] }),
    ).toBe(1)
    expect(score(match, { answer: 'cut stone' }, { passages: ['cut stones', 'stone cut'] })).toBe(0)
    expect(score(match, { answer: 'stone' }, { passages: [] })).toBe(0)
  })
})

describe('semanticF1', () => {
  const judge = answering(
    ({ input }) => ({ reasoning: `compared ${input.systemResponse}`, recall: 1, precision: 0.5 }),
    'test/judge',
  )

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
