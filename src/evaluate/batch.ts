import type { CallOptions, Module } from '../module/module.ts'
import type { AnySignature, In, Prediction } from '../signature/signature.ts'
import { runPool, type Settled } from './pool.ts'

export interface BatchOptions extends Omit<CallOptions, 'trace' | 'path'> {
  /** Calls at a time. Default 8. */
  readonly concurrency?: number
}

/**
 * Calls the module with each input and gives what became of each, in their order: `done` with the prediction, `failed` with the error,
 * `skipped` after an abort. Never rejects for one input's sake.
 */
export const batch = <S = AnySignature, E = unknown>(
  module: Module<S, E>,
  inputs: readonly In<NoInfer<S>>[],
  { concurrency = 8, ...options }: BatchOptions = {},
): Promise<Settled<Prediction<S> & E>[]> =>
  runPool(inputs, { concurrency, ...(options.signal ? { signal: options.signal } : {}) }, (input) => module(input, options))
