import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Demo } from '../adapter/adapter.ts'
import { chatAdapter } from '../adapter/chat-adapter.ts'
import { fieldOf, type Fields } from '../type/field.ts'
import { t } from '../type/t.ts'
import { offline } from './offline.ts'

const lm = offline()
const ask = async (
  input: Fields,
  values: Readonly<Record<string, unknown>>,
  output: Fields,
  demos: readonly Demo[] = [],
) => {
  const signature = { name: 'Task', instructions: 'Do the task.', input, output }
  return chatAdapter.parse(
    signature,
    await lm.generate({ messages: chatAdapter.format({ signature, demos, input: values }) }),
  )
}

const passages = [
  'The harbour office moves\n\nThe harbour office moves to Mole Street on the ninth of June. Every permit is stamped at the old counter until then.',
  'Lighthouse keepers and their cats\n\nThe council of keepers meets twice a year. A cat lives in nearly every lighthouse of the coast.',
]
const answer = async (question: string, among: readonly string[] = passages) =>
  (
    await ask(
      { question: t.string(), passages: t.list(t.text()) },
      { question, passages: among },
      { answer: t.text() },
    )
  ).answer

test.each([
  [
    'Where does the harbour office move to?',
    'The harbour office moves to Mole Street on the ninth of June.',
  ],
  ['Which cat lives in a lighthouse?', 'A cat lives in nearly every lighthouse of the coast.'],
])(
  '%s is answered by a whole sentence, not by a title that says as much',
  async (question, sentence) => expect(await answer(question)).toBe(sentence),
)

test.each([
  ['What do the posts say about cats?', 'A cat lives in nearly every lighthouse of the coast.'],
  [
    'What do the articles tell us about submarines and permits?',
    'Every permit is stamped at the old counter until then.',
  ],
  [
    'What is said about keepers, volcanoes and deserts?',
    'The council of keepers meets twice a year.',
  ],
])(
  '%s needs one of the things only, and the words that ask do not count',
  async (question, sentence) => expect(await answer(question)).toBe(sentence),
)

test('what no passage holds is not known, however many of the words that ask are there', async () => {
  expect(
    await answer('What do the posts say about volcanoes and deserts?', [
      'The posts say what posts say.',
    ]),
  ).toBe("I don't know.")
})

test('where there are titles alone, a title answers', async () => {
  expect(await answer('Who won the prize?', ['Anna Berg wins the prize', 'Rain'])).toBe(
    'Anna Berg wins the prize',
  )
})

const NEWS = `The mill of Ghent grinds corn again after forty years of silence, thanks to the help of nine neighbours.
Visitors may watch the mill at work on every Sunday from ten to four. Children go in for nothing.

**Additional Resources**
* Opening hours
* [Mill guild](https://example.org)

OPEN DAY IN MAY, GHENT.`

test('a summary holds sentences alone, no headings, labels or lines in capitals, however short it must be', async () => {
  for (const limit of [8, 20, 30, 50]) {
    const { summary } = await ask(
      { content: t.text() },
      { content: NEWS },
      { summary: t.text().describe(`two sentences, at most ${limit} words`) },
    )
    expect(String(summary)).not.toMatch(/Additional|Opening|guild|OPEN/)
  }
})

test('a summary of two sentences leaves room for the second', async () => {
  const demo = {
    input: { content: 'Bread is dear. Corn is cheap. Rain fell on Monday and again on Tuesday.' },
    output: {
      summary: 'Bread is dear this year in all of the town and the villages. Corn is cheap now.',
    },
  }
  const { summary } = await ask(
    { content: t.text() },
    { content: NEWS },
    { summary: t.text().describe('two sentences') },
    [demo],
  )
  expect(String(summary).match(/\.(?= |$)/g)).toHaveLength(2)
})

test('what Markdown escapes is read without the sign', async () => {
  const { summary } = await ask(
    { content: t.text() },
    { content: 'Upgrade to version 22\\. It is \\*free\\*.' },
    { summary: t.text().describe('two sentences') },
  )
  expect(summary).toBe('Upgrade to version 22. It is *free*.')
})

test('a field that is called after money takes the sum that stands beside a currency', async () => {
  const text = 'The invoice 17 of 1,234.50 EUR is due on 3 March 2025.'
  expect(await ask({ text: t.text() }, { text }, { totalPrice: t.float(), day: t.date() })).toEqual(
    { totalPrice: 1234.5, day: '2025-03-03' },
  )
})

test.each([
  [
    'a map',
    t.map({ fields: { count: t.integer().nullable(), text: t.text() } }),
    { count: 5, text: 'Buy 5 apples.' },
  ],
  ['a list of maps', t.list(t.map({ fields: { count: t.integer() } })), [{ count: 5 }]],
  [
    'a foreign schema',
    fieldOf(z.object({ count: z.number().nullable(), either: z.union([z.string(), z.number()]) })),
    { count: 5, either: 'Buy 5 apples.' },
  ],
])('%s is filled property by property in the first answer', async (_, output, value) => {
  expect(await ask({ order: t.text() }, { order: 'Buy 5 apples.' }, { value: output })).toEqual({
    value,
  })
})

test('an input that is null answers nothing', async () => {
  const input = { title: t.string().nullable(), body: t.text().nullable() }
  expect(
    await ask(input, { title: null, body: 'The mill grinds corn.' }, { topic: t.text() }),
  ).toEqual({ topic: 'The mill grinds corn.' })
  expect(await ask(input, { title: null, body: null }, { topic: t.text() })).toEqual({
    topic: 'The input holds no text.',
  })
})
