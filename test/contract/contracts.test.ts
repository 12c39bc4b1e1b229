import { describe, expect, test } from 'vitest'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { valueNode } from '../../src/expression/node.ts'
import { hashing } from '../../src/offline/hashing.ts'
import { scripted } from '../../src/offline/scripted.ts'
import type { TestRunner } from '../../src/testing/contract.ts'
import {
  dataLayerContract,
  type DataLayerContractOptions,
} from '../../src/testing/data-layer/data-layer-contract.ts'
import { embedderContract } from '../../src/testing/embedder-contract.ts'
import { languageModelContract } from '../../src/testing/language-model-contract.ts'
import { typeContract } from '../../src/testing/type-contract.ts'
import { stringType } from '../../src/type/string.ts'

interface Outcome {
  readonly passed: readonly string[]
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
}

/** A test runner of no package: what the contracts need, and no more. */
const run = async (declare: (runner: TestRunner) => void): Promise<Outcome> => {
  const bodies: [string, () => Promise<void>][] = []
  const skipped: string[] = []
  declare({
    describe: (_, body) => body(),
    test: Object.assign((title: string, body: () => Promise<void>) => bodies.push([title, body]), {
      skip: (title: string) => skipped.push(title),
    }),
  })
  const passed: string[] = []
  const failed: string[] = []
  for (const [title, body] of bodies)
    await body().then(
      () => passed.push(title),
      () => failed.push(title),
    )
  return { passed, failed, skipped }
}

const layerOf =
  (change: (layer: DataLayer) => DataLayer): DataLayerContractOptions['open'] =>
  async (resources) => {
    const layer = memory()
    await layer.open(resources)
    return change(layer)
  }
const whole = layerOf((layer) => layer)
/** A layer with one of its connection's methods in another form. */
const broken = (change: (connection: DataLayer['connection']) => object) =>
  layerOf((layer) => {
    const { connection } = layer
    const other = new Proxy(connection, {
      get: (target, name) => {
        const changed = change(target) as Record<string | symbol, unknown>
        const own: unknown = changed[name] ?? Reflect.get(target, name, target)
        return typeof own === 'function' ? own.bind(target) : own
      },
    })
    return {
      name: layer.name,
      can: layer.can.bind(layer),
      open: layer.open.bind(layer),
      close: layer.close.bind(layer),
      connection: other,
    }
  })

describe('a contract', () => {
  test('passes with a runner that knows describe and test alone', async () => {
    const { passed, failed, skipped } = await run((runner) =>
      dataLayerContract(runner, { name: 'memory', open: whole }),
    )
    expect(failed).toEqual([])
    expect(skipped).toEqual([])
    expect(passed.length).toBeGreaterThan(35)
  })
  test('skips tests by title and by group, and says why', async () => {
    const { passed, skipped } = await run((runner) =>
      dataLayerContract(runner, {
        name: 'memory',
        open: whole,
        skip: [{ reason: 'no pages', tests: ['vectors', 'skips and limits after sorting'] }],
      }),
    )
    expect(skipped).toHaveLength(4)
    expect(skipped).toContain('skips and limits after sorting (no pages)')
    expect(passed).not.toContain('skips and limits after sorting')
  })
  test('refuses to skip what is not a test', () => {
    expect(() =>
      dataLayerContract(
        { describe: (_, body) => body(), test: () => undefined },
        { name: 'x', open: whole, skip: [{ reason: 'r', tests: ['vectros' as 'vectors'] }] },
      ),
    ).toThrow('x: skip: "vectros" is not the title of a test. Did you mean "vectors"?')
  })
  test.each([
    [
      'a layer that does not sort',
      broken((connection) => ({
        read: (plan: Parameters<typeof connection.read>[0]) =>
          connection.read({ ...plan, sort: [] }),
      })),
      'skips and limits after sorting',
    ],
    [
      'a layer that ignores filters',
      broken((connection) => ({
        read: (plan: Parameters<typeof connection.read>[0]) =>
          connection.read({ ...plan, filter: valueNode(true) }),
      })),
      'leaves out rows for which the filter is unknown',
    ],
    [
      'a layer without transactions',
      broken((connection) => ({
        transaction: (work: (inner: typeof connection) => Promise<unknown>) => work(connection),
      })),
      'undo everything when the work rejects',
    ],
  ])('fails for %s', async (_, open, title) => {
    const { failed } = await run((runner) => dataLayerContract(runner, { name: 'broken', open }))
    expect(failed).toContain(title)
  })
  test('fails for an embedder that mixes up its vectors', async () => {
    const embedder = hashing({ dimensions: 32 })
    const { failed } = await run((runner) =>
      embedderContract(runner, {
        name: 'broken',
        open: () => ({
          ...embedder,
          embed: async (texts, options) => (await embedder.embed(texts, options)).toReversed(),
        }),
      }),
    )
    expect(failed).toEqual([
      'returns the vectors in the order of the texts, whatever else is embedded with them',
    ])
  })
  test('fails for a model that takes no notice of its settings and of its signal', async () => {
    const lm = scripted(() => 'In Paris.')
    const deaf = { ...lm, with: () => deaf, generate: async () => lm.generate({ messages: [] }) }
    const { failed } = await run((runner) =>
      languageModelContract(runner, { name: 'deaf', open: async () => ({ lm: deaf }) }),
    )
    expect(failed).toContain(
      'a setting that cannot be sent is refused as an invalid request that names it',
    )
    expect(failed.some((title) => title.startsWith('rejects as lm_aborted'))).toBe(true)
  })
  test('fails for a type that loses what it stores', async () => {
    const type = { ...stringType(), dump: (text: string) => text.slice(1) }
    const { failed } = await run((runner) =>
      typeContract(runner, { name: 'broken', type, values: ['abc', 'xyz'] }),
    )
    expect(failed).toContain('load takes what dump makes of a value, and what toJson makes of it')
    expect(failed).toContain('a stored value is read, found and sorted by')
  })
})
