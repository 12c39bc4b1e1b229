import { contextKey, currentContext } from './context.ts'

/** The part of OpenTelemetry's span and tracer that Ashlar uses. */
export interface Span {
  setAttribute(name: string, value: string): unknown
  setStatus(status: { readonly code: number; readonly message: string }): unknown
  end(): void
}
export interface SpanOptions {
  readonly attributes: Readonly<Record<string, string | number>>
  /** Starts a new trace, even inside another span. */
  readonly root?: boolean
}
export interface Tracer {
  startActiveSpan<R>(name: string, options: SpanOptions, run: (span: Span) => R): R
}

/**
 * The tracer for spans. Default: the one that the application has registered with OpenTelemetry.
 */
export const traceKey = contextKey<Tracer>('trace')

interface Registry {
  readonly trace?: { getTracer(name: string): Tracer }
}
/**
 * The global registry that all copies of `@opentelemetry/api` 1 share, so that Ashlar needs no copy
 * of its own.
 */
const registry = Symbol.for('opentelemetry.js.api.1')
const registered = (): Tracer | undefined =>
  (globalThis as { readonly [registry]?: Registry })[registry]?.trace?.getTracer('ashlar')

// An error message may quote input. A trace only needs the code.
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
 * Runs work inside a span, which ends with the work and records the code of its error. Inner spans
 * become its children. Without a registered OpenTelemetry SDK, there is no span and no cost.
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
