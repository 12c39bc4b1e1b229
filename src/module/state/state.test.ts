import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { answering } from '../../../test/support/answering-lm.ts'
import { Signature } from '../../signature/signature.ts'
import type { AnyField } from '../../type/field.ts'
import { t } from '../../type/t.ts'
import type { ModuleState, PredictorState } from '../module.ts'
import { chainOfThought } from '../predict/chain-of-thought.ts'
import { predict } from '../predict/predict.ts'
import { retrieve } from '../retrieve.ts'
import { loadState, saveState } from './save-state.ts'

class Rate extends Signature('Rate the review.', {
  input: { review: t.text(), day: t.datetime().nullable() },
  output: { stars: t.integer({ min: 1, max: 5 }) },
}) {}
class RateTwice extends Signature('Rate the review.', {
  input: { review: t.text(), day: t.datetime().nullable() },
  output: { stars: t.float() },
}) {}
const module = predict(Rate)
const stateWith = (
  changes: Partial<PredictorState>,
  base: ModuleState = module.state,
): ModuleState => ({
  ...base,
  predictors: { self: { ...(base.predictors.self as PredictorState), ...changes } },
})
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return (error as { code: unknown }).code
  }
  return 'accepted'
}

describe('state', () => {
  test('a module starts with its signature’s instructions and no demonstrations', () => {
    expect(module.state).toMatchObject({
      version: 1,
      predictors: { self: { instructions: 'Rate the review.', demos: [] } },
    })
  })

  test('with gives another module and leaves the first as it was', async () => {
    const other = module.with(stateWith({ instructions: 'Be strict.' }))
    expect(other.state.predictors.self?.instructions).toBe('Be strict.')
    expect(module.state.predictors.self?.instructions).toBe('Rate the review.')
    expect(other.predictors.self?.instructions).toBe('Be strict.')
    const lm = answering(() => ({ stars: 1 }))
    await other({ review: 'x' }, { lm })
    expect(lm.asked[0]?.system).toContain('Be strict.')
  })

  test('a state is a frozen copy: what was given may change later without effect', () => {
    const given = structuredClone(
      stateWith({ demos: [{ input: { review: 'a' }, output: { stars: 1 } }] }),
    ) as unknown as {
      predictors: { self: { demos: { output: { stars: number } }[] } }
    }
    const other = module.with(given as never)
    const [demo] = given.predictors.self.demos
    if (demo) demo.output.stars = 5
    expect(other.state.predictors.self?.demos[0]?.output.stars).toBe(1)
    expect(Object.isFrozen(other.state.predictors.self?.demos[0]?.output)).toBe(true)
  })

  test('demonstrations reach the prompt as values of their fields’ types', async () => {
    const lm = answering(() => ({ stars: 1 }))
    await module.with(
      stateWith({
        demos: [
          { input: { review: 'fine', day: '2026-01-31T00:00:00.000Z' }, output: { stars: 4 } },
        ],
      }),
    )({ review: 'x' }, { lm })
    expect(lm.asked[0]?.demos).toBe(1)
    expect(lm.asked[0]?.request.messages[1]?.content).toContain('2026-01-31T00:00:00.000Z')
  })

  test('demonstrations may be given as the values of their types; the state keeps their wire form, one for equal values', () => {
    class Event extends Signature('x', {
      input: {
        at: t.datetime(),
        near: t.vector(2),
        of: t.map({ fields: { day: t.date() } }),
        free: t.map(),
      },
      output: { when: t.datetime() },
    }) {}
    const day = { near: [1, 2], of: { day: '2026-01-31' }, free: { a: [null] } }
    const given = (at: unknown, when: unknown) =>
      predict(Event, { demos: [{ input: { at, ...day }, output: { when } }] })
    const dated = given(new Date('2026-01-31T12:00:00Z'), new Date(0))
    expect(dated.state.predictors.self?.demos).toEqual([
      {
        input: { at: '2026-01-31T12:00:00.000Z', ...day },
        output: { when: '1970-01-01T00:00:00.000Z' },
      },
    ])
    expect(given('2026-01-31T12:00:00Z', '1970-01-01T00:00:00Z').hash).toBe(dated.hash)
    expect(loadState(predict(Event), saveState(dated)).hash).toBe(dated.hash)
    expect(() => given('yesterday', new Date(0)).state).toThrow(/demos\[0\]\.input\.at/)
  })

  test('a demonstration may hold what only a schema of another library makes of JSON: a date in an object, a list or a record', async () => {
    const seen = z.object({
      day: z.date(),
      more: z.array(z.date().nullable()),
      by: z.record(z.string(), z.date()),
    })
    class Dated extends Signature('Say when.', {
      input: { seen },
      output: { due: z.object({ at: z.date() }), at: z.date() },
    }) {}
    const at = new Date('2026-01-31T12:00:00Z')
    const demos = [
      {
        input: { seen: { day: at, more: [at, null], by: { x: at } } },
        output: { due: { at }, at },
      },
    ]
    const dated = predict(Dated, { demos })
    const loaded = loadState(predict(Dated), saveState(dated))
    expect(loaded.hash).toBe(dated.hash)
    const lm = answering(() => ({ due: { at: at.toISOString() }, at: at.toISOString() }))
    expect(await loaded(demos[0]!.input, { lm })).toEqual({ due: { at }, at })
    expect(lm.asked[0]?.request.messages[1]?.content).toContain('2026-01-31T12:00:00.000Z')
    const wrong = saveState(dated).replaceAll('2026-01-31T12:00:00.000Z', 'some day')
    expect(codeOf(() => loadState(predict(Dated), wrong))).toBe('invalid_state')
  })

  test('options are read at the declaration: changing them later changes nothing', () => {
    const options = {
      instructions: 'A',
      demos: [{ input: { review: 'fine', day: null }, output: { stars: 4 } }],
      settings: { temperature: 0 },
    }
    const declared = predict(Rate, options)
    options.instructions = 'B'
    options.demos[0]!.output.stars = 1
    options.demos.push({ input: { review: 'bad', day: null }, output: { stars: 1 } })
    options.settings.temperature = 1
    expect(declared.state.predictors.self).toMatchObject({
      instructions: 'A',
      demos: [{ input: { review: 'fine', day: null }, output: { stars: 4 } }],
      settings: { temperature: 0 },
    })
  })

  test('saved and loaded, a state is the same, and so is the hash', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(
          fc.record({
            review: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
            stars: fc.integer({ min: 1, max: 5 }),
          }),
          {
            maxLength: 4,
          },
        ),
        (instructions, demos) => {
          const learned = module.with(
            stateWith({
              instructions,
              demos: demos.map(({ review, stars }) => ({ input: { review }, output: { stars } })),
            }),
          )
          const loaded = loadState(module, saveState(learned))
          expect(loaded.state).toEqual(learned.state)
          expect(loaded.hash).toBe(learned.hash)
        },
      ),
    )
  })

  test('a state for other fields is refused as a mismatch, before anything else about its values', () => {
    expect(codeOf(() => predict(RateTwice).with(module.state))).toBe('state_signature_mismatch')
    expect(codeOf(() => chainOfThought(Rate).with(module.state))).toBe('state_signature_mismatch')
  })

  test.each<[string, unknown, RegExp]>([
    ['another version', { ...module.state, version: 2 }, /version must be 1/],
    ['no object', 'state', /must be an object/],
    ['nothing', undefined, /undefined/],
    ['null', null, /must be an object/],
    [
      'an unknown path',
      {
        ...module.state,
        predictors: { ...module.state.predictors, other: module.state.predictors.self },
      },
      /unknown key "other"/,
    ],
    ['a missing path', { version: 1, predictors: {} }, /lacks "self"/],
    ['an unknown key', { ...module.state, code: 'x' }, /unknown key "code"/],
    [
      'a demonstration that does not fit its field',
      stateWith({ demos: [{ input: { review: 'a' }, output: { stars: 9 } }] }),
      /demos\[0\].output.stars/,
    ],
    [
      'a demonstration with an unknown field',
      stateWith({ demos: [{ input: { revue: 'a' }, output: {} }] }),
      /unknown key "revue"/,
    ],
    [
      'a null where the field takes none',
      stateWith({ demos: [{ input: { review: null }, output: {} }] }),
      /review/,
    ],
    ['an unknown adapter', stateWith({ adapter: 'telepathy' }), /telepathy/],
    [
      'a setting out of range',
      stateWith({ settings: { temperature: 9 } }),
      /temperature must be a number from 0 to 2/,
    ],
    ['a function', stateWith({ instructions: (() => 'x') as never }), /is a function/],
    [
      'a value with a class',
      stateWith({ instructions: new Date() as never }),
      /instance of a class/,
    ],
    ['a parameter it does not have', { ...module.state, parameters: { k: 3 } }, /unknown key "k"/],
  ])('a state with %s is refused with a clear message', (_, state, message) => {
    expect(codeOf(() => module.with(state as ModuleState))).toBe('invalid_state')
    expect(() => module.with(state as ModuleState)).toThrow(message)
  })

  test('everything that is wrong with a state is said at once', () => {
    expect(() => module.with(stateWith({ adapter: 'telepathy', settings: { topP: 7 } }))).toThrow(
      /topP.*telepathy|telepathy.*topP/,
    )
  })

  test('a key that could reach a prototype is refused, wherever it stands', () => {
    const json = saveState(module).replace(
      '"demos": []',
      '"demos": [{"input": {"review": "x", "__proto__": {"polluted": true}}, "output": {}}]',
    )
    expect(codeOf(() => loadState(module, json))).toBe('invalid_state')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(
      codeOf(() => loadState(module, saveState(module).replace('"self"', '"constructor"'))),
    ).toBe('invalid_state')
  })

  test('text that is not JSON is refused as a state', () => {
    expect(codeOf(() => loadState(module, '{"version": 1,'))).toBe('invalid_state')
  })

  test('a parameter is checked by its own rule', () => {
    const finder = retrieve({ search: async () => [] })
    expect(
      finder.with({ version: 1, predictors: {}, parameters: { k: 7 } }).state.parameters,
    ).toEqual({ k: 7 })
    for (const k of [0, -1, 1.5, '3', null])
      expect(codeOf(() => finder.with({ version: 1, predictors: {}, parameters: { k } }))).toBe(
        'invalid_state',
      )
    expect(codeOf(() => finder.with({ version: 1, predictors: {} }))).toBe('invalid_state')
  })
})

describe('hash', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, member]) => [key, shuffled(member)]),
    )
  }

  test('the order of keys does not move it', () => {
    const demo = fc.record({
      review: fc.stringMatching(/^\w+$/),
      stars: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(demo),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (instructions, demos, temperature) => {
          const state = stateWith({
            instructions,
            demos: demos.map(({ review, stars }) => ({
              input: { review, day: null },
              output: { stars },
            })),
            settings: { temperature, seed: 3 },
          })
          expect(module.with(shuffled(state) as ModuleState).hash).toBe(module.with(state).hash)
        },
      ),
    )
  })

  test('anything that reaches the model moves it', () => {
    const described = predict(
      Signature('Rate the review.', {
        input: { review: t.text(), day: t.datetime().nullable() },
        output: { stars: t.integer({ min: 1, max: 5 }).describe('five is best') },
      }),
    )
    const hashes = [
      module.hash,
      described.hash,
      chainOfThought(Rate).hash,
      predict(RateTwice).hash,
      module.with(stateWith({ instructions: 'Other.' })).hash,
      module.with(stateWith({ demos: [{ input: { review: 'a' }, output: { stars: 1 } }] })).hash,
      module.with(stateWith({ adapter: 'json' })).hash,
      module.with(stateWith({ settings: { temperature: 0 } })).hash,
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(module.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a default and what a choice’s values stand for move it: they reach the answer and the prompt', () => {
    const rate = (stars: AnyField) =>
      predict(Signature('Rate.', { input: { review: t.text() }, output: { stars } })).hash
    const hashes = [
      rate(t.integer()),
      rate(t.integer().default(3)),
      rate(t.integer().default(4)),
      rate(t.oneOf('low', 'high')),
      rate(t.oneOf({ low: 'to be avoided', high: 'to be had' })),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
    expect(rate(t.integer().default(3))).toBe(hashes[1])
  })

  test('equal modules have equal hashes, wherever they were made', () => {
    expect(predict(Rate).hash).toBe(module.hash)
    expect(predict(Rate, { demos: [] }).with(module.state).hash).toBe(module.hash)
  })
})
