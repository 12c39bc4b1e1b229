import { describe, expect, test } from 'vitest'
import type { AdapterParseError } from '../../src/adapter/adapter-parse-error.ts'
import type { Adapter } from '../../src/adapter/adapter.ts'
import { chatAdapter } from '../../src/adapter/chat-adapter.ts'
import { jsonAdapter } from '../../src/adapter/json-adapter.ts'
import { xmlAdapter } from '../../src/adapter/xml/xml-adapter.ts'
import { predict } from '../../src/module/predict/predict.ts'
import { scripted } from '../../src/offline/scripted.ts'
import { Signature } from '../../src/signature/signature.ts'
import { t } from '../../src/type/t.ts'

const size = 60_000
const fill = (piece: string, length = size) => piece.repeat(Math.ceil(length / piece.length))

const adapters: Readonly<Record<string, Adapter>> = {
  chat: chatAdapter,
  json: jsonAdapter,
  xml: xmlAdapter,
}
const around: Readonly<Record<string, (name: string, text: string) => string>> = {
  chat: (name, text) => `[[ ## ${name} ## ]]\n${text}\n\n[[ ## completed ## ]]`,
  json: (name, text) => JSON.stringify({ [name]: text }),
  xml: (name, text) => `<${name}>${text}</${name}>`,
}

/**
 * What a model may say at length: pieces of markers, tags, brackets, thoughts, fences and space,
 * over and over.
 */
const texts: Readonly<Record<string, string>> = {
  'a bracket and space behind it': `a\n[${fill(' ')}b`,
  'two brackets and tabs': `a\n[[${fill('\t')}#b`,
  'space between two words': `a${fill(' ')}a`,
  'markers on one line': fill('[[ ## answer ## ]] '),
  'beginnings of markers': fill('[[ ##'),
  'brackets with escapes': `[[${fill('\\')}`,
  'pairs of thoughts': fill('<think></think>'),
  'ends of thoughts': fill('</think>'),
  'thoughts that stay open': fill('<thinking>\n'),
  tags: fill('<answer>'),
  'pairs of tags': fill('<answer></answer>'),
  'a tag with many attributes': `<answer${fill(' a="b"')}`,
  'a tag with space': `<answer${fill(' ')}`,
  'beginnings of CDATA': fill('<![CDATA['),
  'small objects': fill('{"answer":"a"} ', size / 4),
  'open objects': fill('{"a":'),
  'words in brackets': fill('{a} ', size / 4),
  'quotation marks': `{"answer":"${fill('\\"')}`,
  fences: fill('```json\n'),
  bullets: fill('- a\n'),
  'blank lines': `answer${fill('\n')}x`,
  'numbers and commas': fill('1,'),
}

const signatures = {
  answer: Signature('Answer.', { input: { question: t.text() }, output: { answer: t.text() } }),
  numbers: Signature('Count.', {
    input: { question: t.text() },
    output: { numbers: t.list(t.integer()), level: t.oneOf('low', 'high') },
  }),
}

const errorOf = async (
  adapter: Adapter,
  name: keyof typeof signatures,
  text: string,
): Promise<AdapterParseError | undefined> => {
  const lm = scripted([text, text])
  const asked = predict(signatures[name])({ question: 'q' }, { lm, adapter })
  return asked.then(
    () => undefined,
    (error: unknown) => error as AdapterParseError,
  )
}

describe.each(Object.keys(adapters))('the %s adapter', (kind) => {
  const [adapter, wrap] = [adapters[kind]!, around[kind]!]
  test.each(Object.entries(texts))(
    'reads a long answer of %s in time that its size asks for',
    async (_, text) => {
      const before = process.cpuUsage()
      for (const name of ['answer', 'numbers'] as const) {
        for (const whole of [text, wrap(name, text)]) {
          const error = await errorOf(adapter, name, whole)
          expect(error?.code ?? 'adapter_parse_error').toBe('adapter_parse_error')
          expect(error?.message.length ?? 0).toBeLessThan(3000)
        }
      }
      expect(process.cpuUsage(before).user / 1e6).toBeLessThan(8)
    },
  )

  test('tells the first things that are wrong with a value, and the number of the rest', async () => {
    const error = await errorOf(
      adapter,
      'numbers',
      wrap('numbers', JSON.stringify(Array.from({ length: 500 }, (_, i) => `x${i}`))),
    )
    expect(error?.message).toMatch(/numbers\.0 must be an integer; .*; and 476 more/)
    expect(error?.message.length).toBeLessThan(3000)
  })
})
