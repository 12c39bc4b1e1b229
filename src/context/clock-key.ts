import { contextKey } from './context.ts'

/** The present time. Give another clock where time must stand still, as in tests and replays. */
export const clockKey = contextKey<() => Date>('clock', () => new Date())
