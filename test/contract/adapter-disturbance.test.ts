import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LmContentFilterError, LmOutputLimitError } from '../../src/error/lm-error.ts'
import type { Adapter } from '../../src/adapter/adapter.ts'
import { chatAdapter, jsonAdapter, twoStepAdapter, xmlAdapter } from '../../src/entry/lm.ts'
import { deepEqual } from '../../src/text/deep-equal.ts'
import { type Answer, answers } from '../support/adapter/answers.ts'
import { cuts, type Disturbed, disturbances } from '../support/adapter/disturbance.ts'
import {
  beginsWith,
  type Outcome,
  outcomeOf,
  read,
  responseOf,
} from '../support/adapter/outcome.ts'
import { randomAnswer } from '../support/adapter/random-answer.ts'

/** Every so many of all disturbances are tried; `FUZZ_CASES=all` tries each. */
const stride = process.env.FUZZ_CASES === 'all' ? 1 : 2
const adapters: readonly (readonly [string, Adapter])[] = [
  chatAdapter,
  jsonAdapter,
  xmlAdapter,
].map((adapter) => [adapter.name, adapter])

const replyOf = (adapter: Adapter, { signature, output }: Answer): string =>
  adapter.formatAnswer(signature, output)

const tally = (adapter: Adapter, cases: Iterable<readonly [Answer, string, Disturbed]>) => {
  const counts = new Map<Outcome, number>()
  const wrong: string[] = []
  let all = 0
  for (const [answer, reply, disturbed] of cases) {
    const outcome = outcomeOf(adapter, answer, reply, disturbed)
    all++
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    if (outcome === 'wrong')
      wrong.push(
        `${disturbed.how}: ${JSON.stringify(disturbed.text)} is ${JSON.stringify(read(adapter, answer, responseOf(disturbed.text)))}`,
      )
  }
  return {
    all,
    wrong,
    left: (counts.get('beside a text') ?? 0) + (counts.get('shorter value') ?? 0),
    right: counts.get('right') ?? 0,
  }
}

function* disturbedReplies(adapter: Adapter): Generator<readonly [Answer, string, Disturbed]> {
  let count = 0
  for (const answer of answers) {
    const reply = replyOf(adapter, answer)
    for (const disturbed of disturbances(reply))
      if (count++ % stride === 0) yield [answer, reply, disturbed]
  }
}

describe.each(adapters)('an answer in the %s form', (_, adapter) => {
  test('is read as it was meant', () => {
    for (const answer of answers)
      expect(read(adapter, answer, responseOf(replyOf(adapter, answer)))).toEqual(answer.output)
  })

  test('that was cut off at any byte is refused with the limit as the reason, or whole', () => {
    for (const answer of answers)
      for (const text of cuts(replyOf(adapter, answer))) {
        const parse = () => adapter.parse(answer.signature, responseOf(text, 'length'))
        if (adapter.isWhole?.(answer.signature, responseOf(text)))
          expect(parse()).toEqual(answer.output)
        else expect(parse).toThrow(LmOutputLimitError)
      }
  })

  test('that ends too early though nobody says so is never another value where its end is missing', () => {
    for (const answer of answers)
      for (const text of cuts(replyOf(adapter, answer))) {
        const output = read(adapter, answer, responseOf(text))
        if (output && !deepEqual(output, answer.output))
          expect([text, output, beginsWith(adapter, answer, output, text)]).toEqual([
            text,
            output,
            true,
          ])
        if (adapter === jsonAdapter && text.trim() !== replyOf(adapter, answer).trim())
          expect(output).toBeUndefined()
      }
  })

  test('that a filter withheld, even in part, is refused with the filter as the reason', () => {
    for (const answer of answers)
      expect(() =>
        adapter.parse(answer.signature, responseOf(replyOf(adapter, answer), 'content-filter')),
      ).toThrow(LmContentFilterError)
  })

  test('with one thing wrong in it is read right or refused; of what slips in beside a text under one in two hundred is taken for text', {
    timeout: 120_000,
  }, () => {
    const { all, wrong, left } = tally(adapter, disturbedReplies(adapter))
    expect(wrong).toEqual([])
    expect(all).toBeGreaterThan(50_000 / adapters.length / stride)
    expect(left / all).toBeLessThan(0.005)
  })

  test('to any signature, with one thing wrong in it, is read right or refused', {
    timeout: 120_000,
  }, () => {
    const disturbed = randomAnswer.chain((answer) => {
      const reply = replyOf(adapter, answer)
      const all = disturbances(reply)
      return fc.tuple(
        fc.constant(answer),
        fc.constant(reply),
        fc
          .array(fc.nat(all.length - 1), { minLength: 20, maxLength: 20 })
          .map((which) => which.map((index) => all[index]!)),
      )
    })
    fc.assert(
      fc.property(disturbed, ([answer, reply, some]) => {
        expect(
          tally(
            adapter,
            some.map((one) => [answer, reply, one] as const),
          ).wrong,
        ).toEqual([])
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  test('that stands there twice is read, and two that differ are refused', () => {
    for (const answer of answers) {
      const reply = replyOf(adapter, answer)
      const output = read(adapter, answer, responseOf(`${reply}\n\n${reply}`))
      expect(output).toEqual(answer.output)
    }
    const [first, second] = [answers[0]!, answers[1]!]
    expect(
      read(adapter, first, responseOf(`${replyOf(adapter, first)}\n\n${replyOf(adapter, second)}`)),
    ).toBeUndefined()
  })

  test('in another order of its fields is read', () => {
    for (const answer of answers.filter(({ output }) => Object.keys(output).length > 1)) {
      const { signature, output } = answer
      const turned = {
        ...signature,
        output: Object.fromEntries(Object.entries(signature.output).toReversed()),
      }
      expect(read(adapter, answer, responseOf(adapter.formatAnswer(turned, output)))).toEqual(
        output,
      )
    }
  })
})

describe('the two-step adapter', () => {
  const adapter = twoStepAdapter()
  const generate = (text: string, reason: 'length' | 'content-filter' | 'stop') => async () =>
    responseOf(text, reason)

  test('takes no first answer that was cut off or withheld for one to read, and pays no second call for it', async () => {
    const [answer] = answers as readonly [Answer]
    for (const [reason, error] of [
      ['length', LmOutputLimitError],
      ['content-filter', LmContentFilterError],
    ] as const)
      await expect(
        adapter.read?.(answer.signature, responseOf('The sum is 12', reason), () =>
          Promise.reject(new Error('It was paid.')),
        ),
      ).rejects.toBeInstanceOf(error)
  })

  test('holds its second answer to the rules of the chat form', async () => {
    for (const answer of answers) {
      const reply = chatAdapter.formatAnswer(answer.signature, answer.output)
      const first = responseOf('It is as I say.')
      await expect(
        adapter.read?.(answer.signature, first, generate(reply, 'stop')),
      ).resolves.toEqual(answer.output)
      await expect(
        adapter.read?.(answer.signature, first, generate(reply.slice(0, -30), 'length')),
      ).rejects.toBeInstanceOf(LmOutputLimitError)
      await expect(
        adapter.read?.(answer.signature, first, generate(reply, 'content-filter')),
      ).rejects.toBeInstanceOf(LmContentFilterError)
    }
  })
})
