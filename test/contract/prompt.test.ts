import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { predict, Signature, t } from 'ashlar'
import { type LmMessage, type LmRequest, scripted } from 'ashlar/lm'
import { describe, expect, it, test } from 'vitest'

class Triage extends Signature('Decide which team should answer the message.', {
  input: { message: t.text() },
  output: {
    team: t.oneOf({ billing: 'payments, invoices, refunds', delivery: 'parcels, couriers' }),
    urgent: t.boolean().describe('whether the customer cannot wait until tomorrow'),
    products: t.list(t.string(), { maxLength: 3 }),
  },
}) {}

const answers = {
  chat: '[[ ## team ## ]]\ndelivery\n\n[[ ## urgent ## ]]\nfalse\n\n[[ ## products ## ]]\n["lamp"]\n\n[[ ## completed ## ]]',
  json: '{ "team": "delivery", "urgent": false, "products": ["lamp"] }',
  xml: '<team>\ndelivery\n</team>\n\n<urgent>\nfalse\n</urgent>\n\n<products>\n<item>lamp</item>\n</products>',
  'two-step': 'Delivery should answer; it can wait. The message is about a lamp.',
} as const
const extracted = answers.json

/** The module with one demonstration, so that a prompt shows all of its parts. */
const withDemo = (adapter: keyof typeof answers) => {
  const triage = predict(Triage, { adapter })
  const { self } = triage.state.predictors
  const demo = {
    input: { message: 'I was charged twice.' },
    output: { team: 'billing', urgent: true, products: [] },
  }
  return triage.with({ ...triage.state, predictors: { self: { ...self!, demos: [demo] } } })
}

const rendered = ({ role, content }: LmMessage) => `>>> ${role}\n${content}`
const format = ({ responseFormat }: LmRequest) =>
  responseFormat ? [`>>> response format\n${JSON.stringify(responseFormat, null, 2)}`] : []
const page = (request: LmRequest) =>
  `${[...request.messages.map(rendered), ...format(request)].join('\n\n')}\n`
const file = (name: string) => join(import.meta.dirname, 'prompt', name)

describe('the prompt of each adapter is the one in this folder, and its answer is read', () => {
  it.each(Object.entries(answers))('%s', async (adapter, answer) => {
    const lm = scripted([answer, extracted])
    const { team, urgent, products } = await withDemo(adapter as keyof typeof answers)(
      { message: 'Where is my lamp?' },
      { lm },
    )
    expect({ team, urgent, products }).toEqual({
      team: 'delivery',
      urgent: false,
      products: ['lamp'],
    })
    const [request, extraction] = lm.requests
    await expect(page(request!)).toMatchFileSnapshot(file(`${adapter}.txt`))
    expect(extraction !== undefined).toBe(adapter === 'two-step')
    if (extraction)
      await expect(page(extraction)).toMatchFileSnapshot(file(`${adapter}-extraction.txt`))
  })
})

test('the documents show the chat prompt as it is sent', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/language-models.md'), 'utf8')
  expect(document).toContain(`\`\`\`text\n${readFileSync(file('chat.txt'), 'utf8')}\`\`\``)
})
