import { type Attributes, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { currentContext } from './context.ts'
import { traceKey } from './trace-key.ts'

const tracer = (): Tracer => currentContext().get(traceKey) ?? trace.getTracer('ashlar')

// The message of an error may quote input; what a trace needs to know is its code.
const labelOf = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? 'unknown')
}

const fail = (span: Span, error: unknown): void => {
  const label = typeof error === 'object' && error !== null ? labelOf(error) : 'unknown'
  span.setAttribute('error.type', label)
  span.setStatus({ code: SpanStatusCode.ERROR, message: label })
}

/**
 * Runs work inside a span: it ends when the work does and carries the code of its error. Spans inside become its children.
 * Costs next to nothing where no OpenTelemetry SDK is installed.
 *
 * @example
 * const post = await withSpan('ashlar.action', { 'ashlar.action': 'Post.publish' }, async span => publish(span))
 */
export const withSpan = <R>(name: string, attributes: Attributes, run: (span: Span) => Promise<R>): Promise<R> =>
  tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await run(span)
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
