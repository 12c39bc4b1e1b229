import { contextKey, currentContext } from './context.ts'

/** What Ashlar uses of OpenTelemetry's span and tracer. */
export interface Span {
  setAttribute(name: string, value: string): unknown
  setStatus(status: { readonly code: number; readonly message: string }): unknown
  end(): void
}
export interface SpanOptions {
  readonly attributes: Readonly<Record<string, string | number>>
  /** Begins a trace, whatever span is around it. */
  readonly root?: boolean
}
export interface Tracer {
  startActiveSpan<R>(name: string, options: SpanOptions, run: (span: Span) => R): R
}

/** The tracer that spans go to. Without one it is the one that the application has registered with OpenTelemetry. */
export const traceKey = contextKey<Tracer>('trace')

interface Registry {
  readonly trace?: { getTracer(name: string): Tracer }
}
/** Where the copies of `@opentelemetry/api` 1 in a process find what one of them has registered; so no copy of our own has to be loaded. */
const registry = Symbol.for('opentelemetry.js.api.1')
const registered = (): Tracer | undefined =>
  (globalThis as { readonly [registry]?: Registry })[registry]?.trace?.getTracer('ashlar')

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
export const withSpan = async <R>(
  name: string,
  options: SpanOptions,
  run: () => Promise<R>,
): Promise<R> => {
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
