import type { Adapter } from './adapter.ts'

/** The same adapter, but an answer that it cannot read is an error at once. */
export const withoutFallback = ({ fallback: _fallback, ...adapter }: Adapter): Adapter => adapter
