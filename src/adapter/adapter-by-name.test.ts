import { describe, expect, it } from 'vitest'
import type { LanguageModel } from '../lm/language-model.ts'
import { signatureInfo } from '../signature/signature-info.ts'
import { Signature } from '../signature/signature.ts'
import { adapterByName } from './adapter-by-name.ts'
import { chatAdapter } from './chat-adapter.ts'
import { jsonAdapter } from './json-adapter.ts'

const model = (responseSchema: boolean): LanguageModel => ({
  id: 'test/none',
  settings: {},
  supports: { responseSchema, tools: false },
  generate: () => Promise.reject(new Error('not called')),
  with: () => model(responseSchema),
})

describe('an adapter', () => {
  it('is found by its name, one’s own first', () => {
    expect(['chat', 'json', 'xml', 'two-step'].map((name) => adapterByName(name)?.name)).toEqual([
      'chat',
      'json',
      'xml',
      'two-step',
    ])
    expect(adapterByName('yaml')).toBeUndefined()
    const own = { ...jsonAdapter, name: 'chat' }
    expect(adapterByName('chat', [own])).toBe(own)
  })
  it('asks for a strict schema where the model takes one and the outputs have a fixed form, else for any JSON', () => {
    class Fixed extends Signature('a -> b: int') {}
    const fixed = signatureInfo(Fixed)
    const strict = jsonAdapter.responseFormat?.(fixed, model(true))
    expect(strict).toEqual({
      type: 'json',
      name: 'Fixed',
      schema: {
        type: 'object',
        properties: { b: { type: 'integer' } },
        required: ['b'],
        additionalProperties: false,
      },
    })
    expect(jsonAdapter.responseFormat?.(fixed, model(true))).toBe(strict)
    expect(jsonAdapter.responseFormat?.(fixed, model(false))).toEqual({ type: 'json' })
    expect(
      jsonAdapter.responseFormat?.(signatureInfo(Signature('a -> b: map')), model(true)),
    ).toEqual({ type: 'json' })
    expect(chatAdapter.responseFormat).toBeUndefined()
  })
})
