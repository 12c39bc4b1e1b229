import { LmError } from './lm-error.ts'

/** A module ran without a language model. */
export class LmNotConfigured extends LmError {
  readonly code = 'lm_not_configured'
  readonly retryable = false
  /** `neededBy` names what wanted one: `chainOfThought(SuggestTitle)`. */
  constructor({ neededBy }: { readonly neededBy?: string } = {}) {
    super(
      `${neededBy ? `${neededBy} has` : 'There is'} no language model`,
      'Pass one with the call ({ lm }), with the app (context: Context.empty.with(lmKey, lm)), or call configure({ lm }) in a script; offline() is one that needs no key.',
    )
  }
}
