import type { Node } from '../expression/node.ts'

/** What a check sees before the data is asked. */
export interface CheckRequest {
  /** null is `anonymous`. */
  readonly actor: unknown
  readonly tenant: string | undefined
  readonly action: string
  readonly kind: 'read' | 'create' | 'update' | 'destroy' | 'action'
  readonly resource: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The attributes a write sets, by name: values, or expressions (`Expr`, never bare trees) over the stored record. */
  readonly changing: Readonly<Record<string, unknown>>
  readonly context?: Readonly<Record<string, unknown>>
}
/** A check of one's own: decides now, or gives a condition on the record. */
export interface Check {
  readonly kind: 'check'
  /** For explanations: "actor is an editor". */
  readonly description: string
  decide(request: CheckRequest): boolean | Node
}

/** Makes a check. It may give a condition on the record, with templates that are bound later. */
export const defineCheck = (description: string, decide: Check['decide']): Check => Object.freeze({ kind: 'check', description, decide })
