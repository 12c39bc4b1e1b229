import { describe, expect, test } from 'vitest'
import { POST, ask, lm, type Ask } from '../../test/support/ask-offline.ts'
import { t } from '../type/t.ts'

describe('questions', () => {
  const context = [
    'The harbour was built in 1871 by Ada Stone.',
    'The lighthouse is 40 metres tall.',
    'Ships bring grain and timber.',
  ]
  const question = (text: string, more: Partial<Ask> = {}) =>
    ask({
      input: { question: text, context },
      fields: { question: t.string(), context: t.list(t.text()) },
      output: { answer: t.text() },
      instructions: 'Answer from the context.',
      ...more,
    })

  test.each([
    ['When was the harbour built?', context[0]],
    ['How tall is the lighthouse?', context[1]],
    ['What do ships bring?', context[2]],
  ])('%s is answered by the sentence that holds most of it', async (text, answer) =>
    expect((await question(text)).answer).toBe(answer),
  )

  test('that the context does not answer get "I don\'t know.", or what the instruction says to say', async () => {
    expect((await question('Who invented the telephone?')).answer).toBe("I don't know.")
    expect(
      (
        await question('Who invented the telephone?', {
          instructions: 'Answer from the context; otherwise say "No answer found".',
        })
      ).answer,
    ).toBe('No answer found')
  })

  test('are answered shortly where the demonstrations are short', async () => {
    const demos = [
      {
        input: { question: 'Where is the mill?', context: ['The mill is in Ghent.'] },
        output: { answer: 'Ghent' },
      },
    ]
    expect((await question('When was the harbour built?', { demos })).answer).toBe('1871')
  })

  test('get reasoning that quotes the evidence, and the sources used', async () => {
    const output = { reasoning: t.text(), answer: t.text(), sources: t.list(t.string()) }
    const passages = [
      { source: 'a.md', text: context[0] },
      { source: 'b.md', text: context[1] },
    ]
    const fields = {
      question: t.string(),
      context: t.list(t.map({ fields: { source: t.string(), text: t.text() } })),
    }
    const found = await ask({
      input: { question: 'How tall is the lighthouse?', context: passages },
      fields,
      output,
    })
    expect(found.reasoning).toContain('40 metres')
    expect(found.sources).toEqual(['b.md'])
  })
})

describe('other types', () => {
  test.each([
    ['Tom has 3 apples and buys 4 more. How many apples has he?', 7],
    ['There were 10 birds and 3 flew away. How many are left?', 7],
    ['5 boxes hold 6 pens each. How many pens?', 30],
    ['What is 12 * (3 + 4) - 2^3?', 76],
  ])('%s: %d', async (question, answer) =>
    expect(await ask({ input: { question }, output: { answer: t.integer() } })).toEqual({ answer }),
  )

  test('strings are copied: from behind their own name, or by their shape', async () => {
    const text = 'Author: Ada Stone\nContact ada@example.org for version v2.4.1.'
    expect(
      await ask({
        input: { text },
        output: { author: t.string(), email: t.string(), version: t.string() },
      }),
    ).toEqual({
      author: 'Ada Stone',
      email: 'ada@example.org',
      version: 'v2.4.1',
    })
  })

  test('booleans follow cues and their negation', async () => {
    const output = { refund: t.boolean().describe('whether the customer wants a refund') }
    expect(await ask({ input: { text: 'I want a refund now.' }, output })).toEqual({ refund: true })
    expect(await ask({ input: { text: 'I do not want a refund.' }, output })).toEqual({
      refund: false,
    })
  })
})

describe('variation', () => {
  const output = { summary: t.text().describe('one sentence') }
  const at = async (temperature: number, rolloutId?: number) =>
    (
      await ask({
        input: { content: POST },
        output,
        settings: { temperature },
        ...(rolloutId === undefined ? {} : { rolloutId }),
      })
    ).summary

  test('rollout ids give other answers above temperature 0 only, and the same id the same one', async () => {
    const ids = Array.from({ length: 12 }, (_, id) => id)
    expect(new Set(await Promise.all(ids.map((id) => at(0, id)))).size).toBe(1)
    expect(new Set(await Promise.all(ids.map(() => at(1)))).size).toBe(1)
    const varied = await Promise.all(ids.map((id) => at(1, id)))
    expect(new Set(varied).size).toBeGreaterThan(1)
    expect(await Promise.all(ids.map((id) => at(1, id)))).toEqual(varied)
  })
})

describe('reflection', () => {
  const fence = '```'
  const prompt = (instruction: string, runs: readonly (readonly [string, string, string])[]) =>
    `I gave an assistant this instruction:\n${fence}\n${instruction}\n${fence}\n\nExamples with feedback:\n\n${runs
      .map(
        ([text, given, right], at) =>
          `# Example ${at + 1}\n## Inputs\n### text\n${text}\n\n## Generated Outputs\n### queue\n${given}\n\n## Feedback\nWrong: the expected answer is "${right}".`,
      )
      .join('\n\n')}\n\nWrite a new instruction for the assistant, within ${fence} blocks.`
  const reflect = async (
    instruction: string,
    runs: readonly (readonly [string, string, string])[],
  ) => {
    const { text } = await lm.generate({
      messages: [{ role: 'user', content: prompt(instruction, runs) }],
    })
    return text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n'))
  }
  const runs = [
    ['the florbix hums', 'sales', 'technical'],
    ['a florbix smokes', 'billing', 'technical'],
    ['the zanker arrived twice', 'technical', 'billing'],
  ] as const

  test('writes the terms that tell the failures apart as rules, which classification then obeys', async () => {
    const improved = await reflect('Route the ticket.', runs)
    expect(improved).toMatch(/^Route the ticket\.\n/)
    expect(improved).toContain('If the text mentions "florbix", answer "technical".')
    const output = { queue: t.oneOf('billing', 'technical', 'sales') }
    for (const [text, , right] of runs)
      expect(await ask({ input: { text }, output, instructions: improved })).toEqual({
        queue: right,
      })
  })

  test('drops a rule that answered wrongly', async () => {
    const improved = await reflect(
      'Route it.\nIf the text mentions "florbix", answer "sales".',
      runs,
    )
    expect(improved).not.toContain('answer "sales"')
  })

  test('changes nothing where the rules already answer rightly', async () => {
    const instruction = 'Route it.\nIf the text mentions "florbix", answer "technical".'
    expect(await reflect(instruction, runs.slice(0, 2))).toBe(instruction)
  })
})

describe('long and hostile inputs', () => {
  const output = {
    summary: t.text(),
    keywords: t.list(t.string()),
    email: t.string(),
    when: t.date().nullable(),
    total: t.integer(),
    urgent: t.boolean(),
  }
  test.each([
    'a',
    'a ',
    'Aa Bb ',
    '![](',
    '<b ',
    '[',
    '---\n',
    '1+',
    'a@',
    'a: b\n',
    '今日は晴れ。',
    '{"a":',
  ])(
    'half a megabyte of %j is read in linear time',
    async (piece) => {
      const content = piece.repeat(Math.ceil(500_000 / piece.length))
      expect(Object.keys(await ask({ input: { content }, output }))).toEqual(Object.keys(output))
    },
    60_000,
  )
})
