import type { Tracer } from '@opentelemetry/api'
import { contextKey } from './context.ts'

/** The tracer that spans go to. Without one it is OpenTelemetry's global tracer, which does nothing until an SDK is installed. */
export const traceKey = contextKey<Tracer>('trace')
