import { DefinitionError } from '../error/definition-error.ts'
import type { Example, Metric } from '../evaluate/example.ts'
import type { CallOptions, Module } from '../module/module.ts'
import type { AnySignature } from '../signature/signature.ts'

export interface CompileOptions<S>
  extends Pick<CallOptions, 'lm' | 'adapter' | 'context' | 'signal'> {
  readonly metric?: Metric<S>
  readonly trainset: readonly Example<S>[]
  readonly valset?: readonly Example<S>[]
  /** Runs the examples when demos are bootstrapped. Default: the student itself. */
  readonly teacher?: Module<S, unknown>
  /** The seed of every random choice. Default 0. */
  readonly seed?: number
}

/**
 * Learns a module's state from examples: a function from state to state. The student is not
 * changed.
 */
export interface Optimizer {
  readonly name: string
  // Defaults instead of bounds let TypeScript infer a module that is created inline.
  compile<S = AnySignature, E = unknown>(
    student: Module<S, E>,
    options: CompileOptions<NoInfer<S>>,
  ): Promise<Module<S, E>>
}

/** Throws `DefinitionError` if there is no example to learn from or to measure on. */
export const checkExamples = (
  who: string,
  set: 'trainset' | 'valset',
  examples: readonly unknown[] | undefined,
): void => {
  if (!examples?.length)
    throw new DefinitionError({
      resource: who,
      problem: `the ${set} has no examples`,
      fix: `Pass some: { ${set}: [{ input: { … }, expected: { … } }] }.`,
    })
}
