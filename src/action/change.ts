import type { ActionContext } from './context.ts'
import type { Changeset } from './changeset.ts'

/**
 * One step of building a write: takes a changeset, gives one. Runs before authorization and outside any transaction,
 * so it has no side effects; what has them is attached as a hook. Validations are changes that only add errors.
 */
export interface Change<X> {
  (changeset: Changeset<X>, context: ChangeContext): Changeset<X>
  /** Set by `requiresRecord`: the stored record is read and locked before this runs on an update or destroy. */
  readonly requiresRecord?: true
  /** The same without the record, as requirements on it; undefined where it must be looked at. */
  readonly withoutRecord?: (changeset: Changeset<X>, context: ChangeContext) => Changeset<X> | undefined
}
export type ChangeContext = Pick<ActionContext, 'actor' | 'tenant' | 'context' | 'action' | 'arguments'>

/** Says that a change looks at `changeset.record`: it is then read and locked first. Updates without such a change stay one statement. */
export const requiresRecord = <X>(change: (changeset: Changeset<X>, context: ChangeContext) => Changeset<X>): Change<X> =>
  Object.assign((changeset: Changeset<X>, context: ChangeContext) => change(changeset, context), { requiresRecord: true as const })
