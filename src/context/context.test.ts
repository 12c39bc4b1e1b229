import { trace, type Tracer as OpenTelemetryTracer, type TracerProvider } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { actorKey, carriedKey, clockKey, Context, currentContext, tenantKey } from './context.ts'
import { type Span, traceKey, type Tracer, withSpan } from './trace.ts'

test('a context is immutable', () => {
  const acme = Context.empty.with(tenantKey, 'acme')
  expect([
    Context.empty.get(tenantKey),
    acme.get(tenantKey),
    acme.with(tenantKey, 'other').get(tenantKey),
  ]).toEqual([undefined, 'acme', 'other'])
})
test('a key may have a default', () => {
  expect(Context.empty.get(clockKey)?.()).toBeInstanceOf(Date)
  expect(Context.empty.with(clockKey, () => new Date(0)).get(clockKey)?.()).toEqual(new Date(0))
})
const actorInside = (actor: object) =>
  Context.empty.with(actorKey, actor).run(async () => {
    await Promise.resolve()
    return currentContext().get(actorKey)
  })

test('inside run the context is found across awaits, and calls side by side do not mix', async () => {
  const [first, second] = [{ id: 1 }, { id: 2 }]
  expect(await Promise.all([actorInside(first), actorInside(second)])).toEqual([first, second])
  expect(currentContext()).toBe(Context.empty)
})

test('what a chain of calls is part of goes along into every context that runs inside', async () => {
  const transaction = carriedKey<number>('transaction')
  const outer = Context.empty.with(transaction, 1).with(tenantKey, 'acme')
  await outer.run(async () => {
    const inner = Context.empty.with(clockKey, () => new Date(0))
    expect(
      inner.run(() => [currentContext().get(transaction), currentContext().get(tenantKey)]),
    ).toEqual([1, undefined])
    expect(inner.with(transaction, 2).run(() => currentContext().get(transaction))).toBe(2)
    expect(inner.get(transaction)).toBeUndefined()
  })
  expect(currentContext().get(transaction)).toBeUndefined()
})

const recorder = () => {
  const log: unknown[] = []
  const span: Span = {
    setAttribute: (...attribute) => log.push(attribute),
    setStatus: (status) => log.push(status),
    end: () => log.push('end'),
  }
  const tracer: Tracer = {
    startActiveSpan: (name, options, run) => {
      log.push(name, options)
      return run(span)
    },
  }
  return { log, tracer, context: Context.empty.with(traceKey, tracer) }
}

test('a span ends with the work and gives its result', async () => {
  const { log, context } = recorder()
  expect(
    await context.run(() => withSpan('work', { attributes: { size: 1 } }, async () => 7)),
  ).toBe(7)
  expect(log).toEqual(['work', { attributes: { size: 1 } }, 'end'])
})
test('a span carries the code of the error, not its message, and lets it through', async () => {
  const { log, context } = recorder()
  const failure = Object.assign(new Error('secret'), { code: 'not_found' })
  await expect(
    context.run(() => withSpan('work', { attributes: {} }, () => Promise.reject(failure))),
  ).rejects.toBe(failure)
  expect(log.slice(2)).toEqual([
    ['error.type', 'not_found'],
    { code: 2, message: 'not_found' },
    'end',
  ])
})
test('without an SDK the work just runs', async () => {
  expect(await withSpan('work', { attributes: {} }, async () => 7)).toBe(7)
  await expect(
    withSpan('work', { attributes: {} }, () => {
      throw new Error('at once')
    }),
  ).rejects.toThrow('at once')
})
test('spans go to the tracer that an application registers with OpenTelemetry, whenever it does', async () => {
  const { log, tracer } = recorder()
  const provider: TracerProvider = {
    getTracer: (name) => (log.push(name), tracer as OpenTelemetryTracer),
  }
  trace.setGlobalTracerProvider(provider)
  try {
    await withSpan('work', { attributes: {} }, async () => undefined)
  } finally {
    trace.disable()
  }
  await withSpan('no work', { attributes: {} }, async () => undefined)
  expect(log).toEqual(['ashlar', 'work', { attributes: {} }, 'end'])
})
test("a tracer of OpenTelemetry's is one of ours", () => {
  expect(Context.empty.with(traceKey, trace.getTracer('any')).get(traceKey)).toBeDefined()
})
