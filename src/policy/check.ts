import type { Context } from '../context/context.ts'
import type { Expr, Node } from '../expression/node.ts'

/** What a check sees before the data is asked. */
export interface CheckRequest {
  /** null is `anonymous`. */
  readonly actor: unknown
  readonly tenant: string | undefined
  readonly action: string
  readonly kind: 'read' | 'create' | 'update' | 'destroy' | 'action'
  readonly resource: string
  readonly arguments: Readonly<Record<string, unknown>>
  /**
   * The attributes a write sets, by name: values, or expressions (`Expr`, never bare trees) over
   * the stored record.
   */
  readonly changing: Readonly<Record<string, unknown>>
  /** What the session carries: `context.get(key)` is what `session.with(key, value)` put there. */
  readonly context: Context
}
/**
 * Names of the resource that a check relies on; they are looked up when the application is opened.
 */
export interface CheckNames<
  Attribute extends string = string,
  Action extends string = string,
  Relationship extends string = string,
  ActorField extends string = string,
> {
  readonly attributes?: readonly Attribute[]
  readonly actions?: readonly Action[]
  /** The first step of a path. */
  readonly relationships?: readonly Relationship[]
  readonly actorFields?: readonly ActorField[]
}
/** What a check returns, synchronously: whether it holds, or on which records. */
export type Decided = boolean | Node | Expr<boolean | null>
/** A custom check: decides now, or returns a condition on the record. */
export interface Check<Names extends CheckNames = CheckNames<never, never, never, never>> {
  readonly kind: 'check'
  /** For explanations: "actor is an editor". */
  readonly description: string
  readonly names?: Names
  decide(request: CheckRequest): Decided
}

/** Makes a check. It may give a condition on the record, with templates that are bound later. */
export const defineCheck = <Names extends CheckNames = CheckNames<never, never, never, never>>(
  description: string,
  decide: (request: CheckRequest) => Decided,
  names?: Names,
): Check<Names> =>
  Object.freeze({ kind: 'check', description, decide, ...(names ? { names } : {}) })

/**
 * Whether the caller is anonymous. A value that is not an actor (`undefined`, `false`, `0`, `''`,
 * `NaN`) is anonymous too.
 */
export const isNobody = (actor: unknown): boolean => !actor
