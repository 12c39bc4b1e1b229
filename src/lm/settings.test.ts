import { expect, test } from 'vitest'
import type { LmRequest } from './language-model.ts'
import { withSettings } from './settings.ts'

const messages = [{ role: 'user', content: 'Hello' }] as const
const round: Record<string, unknown> = {}
round.again = { round }

test.each<[string, object]>([
  ['request.rolloutId is a bigint', { rolloutId: 1n }],
  [
    'request.providerOptions.x.list[1].f is a function',
    { providerOptions: { x: { list: [0, { f: () => 0 }] } } },
  ],
  ['request.providerOptions.x.size is NaN', { providerOptions: { x: { size: Number.NaN } } }],
  ['request.providerOptions.x.again.round contains itself', { providerOptions: { x: round } }],
  [
    'request.messages[0].content is a symbol',
    { messages: [{ role: 'user', content: Symbol('x') }] },
  ],
])('a request names the place of what JSON cannot represent: %s', (problem, wrong) => {
  const request = { messages, ...wrong } as unknown as LmRequest
  expect(() => withSettings(request, {})).toThrow(
    `The request cannot be sent: ${problem}, which JSON cannot represent`,
  )
})
test('a value that stands in several places of a request is no circle', () => {
  const schema = { type: 'string' }
  const responseFormat = { type: 'json', schema: { properties: { a: schema, b: schema } } } as const
  expect(withSettings({ messages, responseFormat }, { temperature: 0 })).toEqual({
    messages,
    responseFormat,
    temperature: 0,
  })
})
