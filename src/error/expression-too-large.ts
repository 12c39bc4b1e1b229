import { AshlarError } from './ashlar-error.ts'

/** An expression that no storage would take. */
export class ExpressionTooLarge extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'expression_too_large'
  constructor(what: 'levels' | 'operands', most: number) {
    super(`An expression has more than ${most} ${what}. Compare with a list by \`inList\`, or ask in several steps.`, { variables: { what, most } })
  }
}
