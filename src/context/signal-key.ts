import { contextKey } from './context.ts'

/** Aborts the work when its caller is gone or its time is up. */
export const signalKey = contextKey<AbortSignal>('signal')
