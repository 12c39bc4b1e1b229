import { LmError } from './lm-error.ts'

/** Something was to be embedded without an embedder. */
export class EmbedderNotConfigured extends LmError {
  readonly code = 'embedder_not_configured'
  readonly retryable = false
  /** `neededBy` names what wanted one: `Chunk.embedding`. */
  constructor({ neededBy }: { readonly neededBy?: string } = {}) {
    super(
      `${neededBy ? `${neededBy} has` : 'There is'} no embedder`,
      'Pass one with the call or the session, or call configure({ embedder }) in a script; hashing() is one that needs no key.',
    )
  }
}
