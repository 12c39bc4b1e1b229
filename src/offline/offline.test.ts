import { describe, expect, test } from 'vitest'
import { POST, ask, lm, type Ask } from '../../test/support/ask-offline.ts'
import { chatAdapter } from '../adapter/chat-adapter.ts'
import { jsonAdapter } from '../adapter/json-adapter.ts'
import { xmlAdapter } from '../adapter/xml/xml-adapter.ts'
import { t } from '../type/t.ts'

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
