import type { Node } from './node.ts'

/** Where an expression is evaluated: one record, and the way to what it is related to. */
export interface Scope {
  /**
   * The value of a field at the end of a path of to-one relationships; null where a record on the
   * way is missing.
   */
  ref(path: readonly string[], name: string): unknown
  /**
   * The records at the end of a path of relationships, each as a scope of its own; by those join
   * records of the last one that fulfill `join`.
   */
  related(path: readonly string[], join?: Node): readonly Scope[]
  /**
   * What a part of an expression that asks related records comes to on this record, worked out once
   * where the scope keeps answers.
   */
  readonly once?: <T>(part: object, work: () => T) => T
  /** The time of the call. Default: the machine's clock. */
  readonly now?: () => Date
}

/** For expressions that mention no record. */
export const emptyScope = (now?: () => Date): Scope => ({
  ref: () => null,
  related: () => [],
  ...(now ? { now } : {}),
})
