import { INVALID_SPAN_CONTEXT, type Span, type Tracer, trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { actorKey } from './actor-key.ts'
import { clockKey } from './clock-key.ts'
import { carriedKey, Context, currentContext } from './context.ts'
import { tenantKey } from './tenant-key.ts'
import { withSpan } from './trace.ts'
import { traceKey } from './trace-key.ts'

test('a context is immutable', () => {
  const acme = Context.empty.with(tenantKey, 'acme')
  expect([Context.empty.get(tenantKey), acme.get(tenantKey), acme.with(tenantKey, 'other').get(tenantKey)]).toEqual([undefined, 'acme', 'other'])
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
    expect(inner.run(() => [currentContext().get(transaction), currentContext().get(tenantKey)])).toEqual([1, undefined])
    expect(inner.with(transaction, 2).run(() => currentContext().get(transaction))).toBe(2)
    expect(inner.get(transaction)).toBeUndefined()
  })
  expect(currentContext().get(transaction)).toBeUndefined()
})

const recorder = () => {
  const log: unknown[] = []
  const span = {
    ...trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    setAttribute: (...attribute: unknown[]) => log.push(attribute),
    setStatus: (status: unknown) => log.push(status),
    end: () => log.push('end'),
  } as unknown as Span
  const tracer = {
    startActiveSpan: (name: string, { attributes }: { attributes: object }, run: (span: Span) => unknown) => {
      log.push(name, attributes)
      return run(span)
    },
  } as unknown as Tracer
  return { log, context: Context.empty.with(traceKey, tracer) }
}

test('a span ends with the work and gives its result', async () => {
  const { log, context } = recorder()
  expect(await context.run(() => withSpan('work', { size: 1 }, async () => 7))).toBe(7)
  expect(log).toEqual(['work', { size: 1 }, 'end'])
})
test('a span carries the code of the error, not its message, and lets it through', async () => {
  const { log, context } = recorder()
  const failure = Object.assign(new Error('secret'), { code: 'not_found' })
  await expect(context.run(() => withSpan('work', {}, () => Promise.reject(failure)))).rejects.toBe(failure)
  expect(log.slice(2)).toEqual([['error.type', 'not_found'], { code: 2, message: 'not_found' }, 'end'])
})
test('without an SDK the work just runs', async () => {
  expect(await withSpan('work', {}, async (span) => span.isRecording())).toBe(false)
})
