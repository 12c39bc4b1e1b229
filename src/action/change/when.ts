import { type Change, type ChangeContext, requiresRecord } from '../change.ts'
import type { Changeset } from '../changeset.ts'

/** Whether a step is to run on this changeset. */
export type When<X> = (changeset: Changeset<X>, context: ChangeContext) => boolean

/** Runs changes and validations only where the condition holds: `when(changing(Post, 'status'), present(Post, 'body'))`. */
export const when = <X>(condition: When<X>, ...changes: readonly Change<X>[]): Change<X> => {
  const run = (changeset: Changeset<X>, context: ChangeContext) =>
    condition(changeset, context) ? changes.reduce((next, change) => change(next, context), changeset) : changeset
  return changes.some((change) => change.requiresRecord) || (condition as Partial<Change<X>>).requiresRecord ? requiresRecord(run) : run
}
