import { contextKey } from './context.ts'

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
