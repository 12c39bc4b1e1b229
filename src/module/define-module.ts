import type { SignatureInfo } from '../signature/signature.ts'
import { withInstructions } from '../signature/signature-info.ts'
import { contentHash } from './content-hash.ts'
import { lazy } from './lazy.ts'
import type { CallOptions, Module, ModuleState } from './module.ts'
import { signatureIdentity } from './signature-identity.ts'
import { checkState } from './state/check-state.ts'
import type { StateShape } from './state/shape.ts'

export type Run = (input: unknown, options: CallOptions, program: string) => Promise<object>

/** What a kind of module consists of. Every part is asked for at the first use, not at the declaration. */
export interface Blueprint<S> {
  readonly kind: string
  readonly signature: S
  /** The signature as declared. */
  readonly info: () => SignatureInfo
  /** Which predictors and parameters its state holds. */
  readonly shape: () => StateShape
  /** The state before anything is learnt. */
  readonly initial: () => ModuleState
  /** What the program's hash covers beyond signature and state: tools, what is searched. */
  readonly identity?: () => unknown
  /** Makes ready for a state, once, what every call shares. */
  readonly compile: (state: ModuleState) => Run
}

/** A module of the blueprint, in its initial state or the given one. */
export const defineModule = <S, E>(blueprint: Blueprint<S>, given?: unknown): Module<S, E> => {
  const read = () => checkState(given ?? blueprint.initial(), blueprint.shape())
  const state = lazy(read)
  const run = lazy(() => blueprint.compile(state()))
  const hash = lazy(() => programHash(blueprint, state()))
  const predictors = lazy(() => inForce(blueprint.shape().predictors, state()))
  const module = async (input: unknown, options: CallOptions = {}) => run()(input, options, hash())
  const change = (next: ModuleState) => {
    const changed = defineModule<S, E>(blueprint, next)
    void changed.state
    return changed
  }
  Object.defineProperties(module, {
    signature: { value: blueprint.signature, enumerable: true },
    kind: { value: blueprint.kind, enumerable: true },
    state: { get: state, enumerable: true },
    predictors: { get: predictors, enumerable: true },
    hash: { get: hash, enumerable: true },
    with: { value: change },
  })
  // One cast: the properties are defined one by one, so that the lazy ones stay lazy.
  return Object.freeze(module) as unknown as Module<S, E>
}

const inForce = (signatures: StateShape['predictors'], state: ModuleState): StateShape['predictors'] =>
  Object.freeze(Object.fromEntries(Object.entries(signatures).map(([path, info]) => [path, withInstructions(info, state.predictors[path]?.instructions ?? info.instructions)])))

const programHash = <S>(blueprint: Blueprint<S>, state: ModuleState): string =>
  contentHash({
    kind: blueprint.kind,
    signature: signatureIdentity(blueprint.info()),
    predictors: Object.fromEntries(Object.entries(blueprint.shape().predictors).map(([path, info]) => [path, signatureIdentity(info)])),
    state,
    identity: blueprint.identity?.() ?? null,
  })
