import { AshlarError } from './ashlar-error.ts'

/** A signature's declaration does not stand: an unknown type, a name used twice, no `->`. */
export class InvalidSignatureError extends AshlarError {
  readonly class = 'framework'
  readonly code = 'invalid_signature'

  constructor(problem: string, declaration?: string) {
    super(declaration === undefined ? problem : `${problem} (in the signature \`${declaration.trim()}\`)`, { variables: declaration === undefined ? {} : { declaration } })
  }
}
