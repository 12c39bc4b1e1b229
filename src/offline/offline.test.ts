import { describe, expect, test } from 'vitest'
import type { Adapter, Demo } from '../adapter/adapter.ts'
import { chatAdapter } from '../adapter/chat-adapter.ts'
import { jsonAdapter } from '../adapter/json-adapter.ts'
import { xmlAdapter } from '../adapter/xml/xml-adapter.ts'
import type { LmSettings } from '../lm/language-model.ts'
import type { Fields } from '../type/field.ts'
import { t } from '../type/t.ts'
import { offline } from './offline.ts'

interface Ask {
  readonly instructions?: string
  readonly input: Readonly<Record<string, unknown>>
  readonly fields?: Fields
  readonly output: Fields
  readonly demos?: readonly Demo[]
  readonly adapter?: Adapter
  readonly settings?: LmSettings
  readonly rolloutId?: number
}

const lm = offline()
const ask = async ({
  instructions = 'Do the task.',
  input,
  fields,
  output,
  demos = [],
  adapter = chatAdapter,
  settings = {},
  rolloutId,
}: Ask): Promise<Record<string, unknown>> => {
  const signature = {
    name: 'Task',
    instructions,
    input: fields ?? Object.fromEntries(Object.keys(input).map((name) => [name, t.text()])),
    output,
  }
  const responseFormat = adapter.responseFormat?.(signature, lm)
  const response = await lm.generate({
    ...settings,
    messages: adapter.format({ signature, demos, input }),
    ...(responseFormat ? { responseFormat } : {}),
    ...(rolloutId === undefined ? {} : { rolloutId }),
  })
  return adapter.parse(signature, response)
}

const POST = `---
title: The new queue
---
# The new queue

<div class="hero"><img src="x.png"></div>

The queue now keeps every job on disk before it answers. A crash therefore loses no jobs. See [the manual](https://example.org/queue).

\`\`\`ts
const secret = queue.open()
\`\`\`

Workers read the queue in batches of 50 jobs. Batches made the workers four times faster in our tests. Dr. Ada Miller wrote the queue in March 2024.

## Next

We plan to add priorities next year.`

describe('layouts', () => {
  const output = {
    summary: t.text().describe('two sentences'),
    keywords: t.list(t.string()).describe('five keywords'),
    tone: t.oneOf('dry', 'warm'),
    jobs: t.integer(),
    crash: t.boolean(),
  }
  test('equal content in the chat, JSON and XML layout gives equal answers', async () => {
    const demos = [
      {
        input: { content: 'The sea is warm. It is blue.' },
        output: {
          summary: 'The sea is warm.',
          keywords: ['sea'],
          tone: 'warm',
          jobs: 1,
          crash: false,
        },
      },
    ]
    const [chat, json, xml] = await Promise.all(
      [chatAdapter, jsonAdapter, xmlAdapter].map((adapter) =>
        ask({ input: { content: POST }, output, demos, adapter }),
      ),
    )
    expect(json).toEqual(chat)
    expect(xml).toEqual(chat)
  })

  test('a prompt of `field: value` lines with inline examples is read too', async () => {
    const prompt =
      'text: I love it\nlabel: good\n---\ntext: I hate it\nlabel: bad\n---\ntext: they hate that\nlabel:'
    expect((await lm.generate({ messages: [{ role: 'user', content: prompt }] })).text).toBe(
      'label: bad',
    )
  })

  test('a marker inside an input is text, not a field', async () => {
    const content =
      'The tower is tall. [[ ## summary ## ]] is what a marker looks like. It stands in Paris near the river.'
    const { summary } = await ask({
      input: { content },
      output: { summary: t.text().describe('one sentence') },
    })
    expect(content).toContain(summary)
  })

  test('a schema alone, without any layout, is filled', async () => {
    const schema = {
      type: 'object',
      properties: {
        date: { type: 'string', format: 'date' },
        email: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 2 },
      },
    } as const
    const { text } = await lm.generate({
      messages: [
        {
          role: 'user',
          content:
            'Meeting on 5 March 2025, write to ann@example.org about the garden party garden.',
        },
      ],
      responseFormat: { type: 'json', schema },
    })
    expect(JSON.parse(text)).toMatchObject({ date: '2025-03-05', email: 'ann@example.org' })
    expect(JSON.parse(text).tags).toHaveLength(2)
  })
})

describe('summaries', () => {
  const output = { summary: t.text().describe('two sentences') }
  test('are sentences of the prose: no front matter, code, tags or addresses', async () => {
    const summary = String((await ask({ input: { content: POST }, output })).summary)
    expect(summary.split(/(?<=\.) /)).toHaveLength(2)
    expect(summary).not.toMatch(/title:|secret|<|https|#/)
    for (const sentence of summary.split(/(?<=\.) (?=[A-Z])/))
      expect(POST.replace('[the manual](https://example.org/queue)', 'the manual')).toContain(
        sentence,
      )
  })

  test.each([
    ['one sentence', 1],
    ['3 sentences', 3],
  ])('of "%s" have as many', async (said, count) => {
    const { summary } = await ask({
      input: { content: POST },
      output: { summary: t.text().describe(said) },
    })
    expect(String(summary).match(/(?<!Dr)\.(?= [A-Z]|$)/g)).toHaveLength(count)
  })

  test('of at most 10 words have no more', async () => {
    const { summary } = await ask({
      input: { content: POST },
      output: { summary: t.text().describe('at most 10 words') },
    })
    expect(String(summary).split(' ').length).toBeLessThanOrEqual(10)
  })

  test('take from the place that the demonstrations took from, with their prefix', async () => {
    const posts = ['alpha', 'beta', 'gamma'].map((word) =>
      ['First', 'Second', 'Third', 'Fourth', 'Last'].map(
        (place) => `${place} comes the sentence about the ${word} and its makers.`,
      ),
    )
    const demos = posts.slice(0, 2).map((sentences) => ({
      input: { content: sentences.join(' ') },
      output: { summary: `In short: ${sentences.at(-1)}` },
    }))
    const plain = { summary: t.text() }
    const content = posts[2]!.join(' ')
    expect((await ask({ input: { content }, output: plain })).summary).not.toContain('Last')
    expect((await ask({ input: { content }, output: plain, demos })).summary).toBe(
      `In short: ${posts[2]!.at(-1)}`,
    )
  })

  test('work in German and Japanese', async () => {
    const german =
      'Die neue Bibliothek speichert jede Aufgabe auf der Platte. Dadurch geht keine Aufgabe verloren. Gestern hat es geregnet.'
    const japanese =
      '新しいライブラリはすべてのジョブを保存します。これによりジョブは失われません。昨日は雨でした。'
    expect(german).toContain(
      (
        await ask({
          input: { content: german },
          output: { summary: t.text().describe('one sentence') },
        })
      ).summary,
    )
    expect(japanese).toContain(
      (
        await ask({
          input: { content: japanese },
          output: { summary: t.text().describe('one sentence') },
        })
      ).summary,
    )
  })

  test.each(['', '---\n---\n', '```\ncode\n```'])(
    'of %j say that there is nothing to read',
    async (content) => {
      expect(await ask({ input: { content }, output })).toEqual({
        summary: 'The input holds no text.',
      })
    },
  )

  test('of one word are that word', async () =>
    expect(await ask({ input: { content: 'Hello' }, output })).toEqual({ summary: 'Hello' }))
})

describe('keywords', () => {
  test('are as many as asked for, of the text, and without repeats', async () => {
    const { keywords } = await ask({
      input: { content: POST },
      output: { keywords: t.list(t.string()).describe('five keywords') },
    })
    expect(keywords).toHaveLength(5)
    expect(new Set(keywords as string[]).size).toBe(5)
    for (const keyword of keywords as string[])
      expect(POST.toLowerCase()).toContain(keyword.toLowerCase())
    expect((keywords as string[]).join(' ').toLowerCase()).toContain('queue')
  })

  test('follow the demonstrations in number and casing', async () => {
    const demos = [
      {
        input: { content: 'The Red Fox runs over the Green Hill.' },
        output: { keywords: ['red fox', 'green hill', 'runs'] },
      },
      {
        input: { content: 'The Old Mill stands at the Blue Lake.' },
        output: { keywords: ['old mill', 'blue lake', 'stands'] },
      },
    ]
    const keywords = (
      await ask({ input: { content: POST }, output: { keywords: t.list(t.string()) }, demos })
    ).keywords as string[]
    expect(keywords).toHaveLength(3)
    expect(keywords).toEqual(keywords.map((keyword) => keyword.toLowerCase()))
  })
})

describe('choices', () => {
  const output = { queue: t.oneOf('billing', 'technical', 'sales') }
  const classify = async (text: string, more: Partial<Ask> = {}) =>
    (await ask({ input: { text }, output, ...more })).queue

  test('go to the label whose name or stated meaning the input overlaps', async () => {
    const instructions =
      'Route the ticket.\n- billing: invoices, refunds and payments\n- technical: crashes, errors and bugs\n- sales: offers and prices'
    expect(await classify('The app crashes with an error', { instructions })).toBe('technical')
    expect(await classify('Where is my refund?', { instructions })).toBe('billing')
    expect(await classify('I have a billing question')).toBe('billing')
  })

  test.each([
    ['I want a refund for invoices and payments.', 'billing'],
    ['The courier lost my parcel.', 'delivery'],
  ])("go to the label whose meaning the field's type states: %s", async (message, team) => {
    const teams = {
      billing: 'payments, invoices, refunds',
      delivery: 'parcels, couriers, addresses',
    }
    const turned = { delivery: teams.delivery, billing: teams.billing }
    for (const adapter of [chatAdapter, jsonAdapter, xmlAdapter])
      for (const field of [t.oneOf(teams), t.oneOf(turned)])
        expect(await ask({ input: { message }, output: { team: field }, adapter })).toEqual({
          team,
        })
  })
  test('go to the label of the nearest demonstration', async () => {
    const demos = [
      { input: { text: 'the florbix is broken again' }, output: { queue: 'technical' } },
      { input: { text: 'how much is a zanker' }, output: { queue: 'sales' } },
    ]
    expect(await classify('my florbix does not start', { demos })).toBe('technical')
    expect(await classify('a zanker, please', { demos })).toBe('sales')
  })

  test('obey a rule of the instruction before anything else', async () => {
    const demos = [{ input: { text: 'the florbix is broken' }, output: { queue: 'technical' } }]
    const instructions = 'Route the ticket.\nIf the text mentions "florbix", answer "sales".'
    expect(await classify('the florbix is broken', { demos, instructions })).toBe('sales')
    expect(await classify('the florbixes', { instructions })).toBe('sales')
  })

  test('without evidence the same input always gets the same label', async () => {
    const labels = await Promise.all([1, 2, 3].map(() => classify('qwx')))
    expect(new Set(labels).size).toBe(1)
  })

  test('free labels are those that the demonstrations use', async () => {
    const demos = [
      { input: { text: 'my card never came' }, output: { intent: 'card_arrival' } },
      { input: { text: 'change my pin code' }, output: { intent: 'change_pin' } },
    ]
    expect(
      await ask({ input: { text: 'I forgot the pin' }, output: { intent: t.string() }, demos }),
    ).toEqual({ intent: 'change_pin' })
  })
})

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
