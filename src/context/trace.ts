import { currentContext } from './context.ts'
import { type Span, type SpanOptions, type Tracer, traceKey } from './trace-key.ts'

interface Registry {
  readonly trace?: { getTracer(name: string): Tracer }
}
/** Where the copies of `@opentelemetry/api` 1 in a process find what one of them has registered; so no copy of our own has to be loaded. */
const registry = Symbol.for('opentelemetry.js.api.1')
const registered = (): Tracer | undefined => (globalThis as { readonly [registry]?: Registry })[registry]?.trace?.getTracer('ashlar')

// The message of an error may quote input; what a trace needs to know is its code.
const labelOf = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? 'unknown')
}
/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const errorStatus = 2

const fail = (span: Span, error: unknown): void => {
  const label = typeof error === 'object' && error !== null ? labelOf(error) : 'unknown'
  span.setAttribute('error.type', label)
  span.setStatus({ code: errorStatus, message: label })
}

/**
 * Runs work inside a span: it ends when the work does and carries the code of its error. Spans inside become its children.
 * Where no OpenTelemetry SDK is registered there is no span, and no cost.
 *
 * @example
 * const post = await withSpan('ashlar.action', { attributes: { 'ashlar.action': 'Post.publish' } }, () => publish())
 */
export const withSpan = async <R>(name: string, options: SpanOptions, run: () => Promise<R>): Promise<R> => {
  const tracer = currentContext().get(traceKey) ?? registered()
  if (!tracer) return run()
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await run()
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}
