import { expect, test } from 'vitest'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { Resource } from '../../resource/resource.ts'
import { Signature } from '../../signature/signature.ts'
import { t } from '../../type/t.ts'
import { action, create } from '../contract/action.ts'

const tools = app<{ actor: { name: string } }>()
const ran: string[] = []
const sleep = (signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, 10_000)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      ran.push('aborted')
      reject(signal.reason as Error)
    })
  })
class Tool extends Resource('Tool', { id: t.uuid().primaryKey(), name: t.string() }) {
  static actions = {
    add: create(Tool, {
      accept: ['name'],
      arguments: { origin: t.string().default('code').readOnly() },
    }),
    double: action(Tool, {
      description: 'Doubles a number.',
      arguments: { n: t.integer(), times: t.integer().default(2).readOnly() },
      returns: t.integer({ max: 100 }),
      run: ({ n, times }) => n * times,
    }),
    lazy: action(Tool, {
      arguments: () => ({ word: t.string() }),
      returns: () => t.map({ fields: { loud: t.string(), length: t.integer() } }),
      run: ({ word }) => ({ loud: word.toUpperCase(), length: word.length }),
    }),
    maybe: action(Tool, { returns: t.string().nullable(), run: () => null }),
    nothing: action(Tool, { run: () => void ran.push('nothing') }),
    chatty: action(Tool, { run: () => 'surprise' as never }),
    slow: action(Tool, { timeout: 10, run: (_, { signal }) => sleep(signal) }),
    secret: action(Tool, { run: () => void ran.push('secret') }),
  }
  static policies = tools.policies(Tool, (_, policy) => [
    policy.action('add', 'double', 'lazy', 'maybe', 'nothing', 'chatty', 'slow').authorizeIf(true),
  ])
}
const open = async () => {
  ran.length = 0
  return (await tools.open({ resources: [Tool], dataLayer: memory() })).session({ name: 'x' })
}

test('arguments are cast, the value is cast', async () => {
  const session = await open()
  expect(await session.run(Tool.actions.double, { n: '4' as never })).toBe(8)
  await expect(session.run(Tool.actions.double, { n: 'x' as never })).rejects.toMatchObject({
    code: 'invalid_argument',
    field: 'n',
  })
  await expect(session.run(Tool.actions.double, { n: 99 })).rejects.toMatchObject({
    code: 'assumption_failed',
  })
})
test('arguments and return types may be looked up late', async () => {
  expect(await (await open()).run(Tool.actions.lazy, { word: 'hey' })).toEqual({
    loud: 'HEY',
    length: 3,
  })
})
test('null is a value where it is declared, nothing is given where nothing is declared', async () => {
  const session = await open()
  expect(await session.run(Tool.actions.maybe, {})).toBeNull()
  expect(await session.run(Tool.actions.nothing, {})).toBeUndefined()
  await expect(session.run(Tool.actions.chatty, {})).rejects.toMatchObject({
    code: 'assumption_failed',
  })
})
test('a private argument is no input', async () => {
  const session = await open()
  await expect(session.run(Tool.actions.double, { n: 1, times: 5 })).rejects.toMatchObject({
    code: 'no_such_input',
    field: 'times',
  })
  expect(await session.run(Tool.actions.double, { n: 1 }, { privateArguments: { times: 5 } })).toBe(
    5,
  )
  await expect(session.run(Tool.actions.add, { name: 'x', origin: 'y' })).rejects.toMatchObject({
    code: 'no_such_input',
  })
})
test('what no policy allows does not run', async () => {
  await expect((await open()).run(Tool.actions.secret, {})).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(ran).toEqual([])
})
test('an action that takes too long ends with a timeout and is told so', async () => {
  await expect((await open()).run(Tool.actions.slow, {})).rejects.toMatchObject({
    code: 'timeout',
    variables: { milliseconds: 10 },
  })
  expect(ran).toEqual(['aborted'])
})
test('a caller that is gone aborts the action', async () => {
  const controller = new AbortController()
  const running = (await open()).run(Tool.actions.slow, {}, { signal: controller.signal })
  controller.abort(new Error('gone'))
  await expect(running).rejects.toThrow('gone')
})
test('an action is a shape that a signature can be made from', () => {
  const double = Signature.from(() => Tool.actions.double)
  expect(double.instructions).toBe('Doubles a number.')
  expect([Object.keys(double.input), Object.keys(double.output)]).toEqual([['n'], ['result']])
  const lazy = Signature.from(() => Tool.actions.lazy)
  expect([Object.keys(lazy.input), Object.keys(lazy.output)]).toEqual([
    ['word'],
    ['loud', 'length'],
  ])
  const add = Signature.from(() => Tool.actions.add)
  expect([Object.keys(add.input), Object.keys(add.output)]).toEqual([['name'], ['id', 'name']])
})
