import type { ActionContext } from './context.ts'
import type { Changeset } from './changeset.ts'

/**
 * One step of building a write: takes a changeset, gives one. Runs before authorization and outside any transaction,
 * so it has no side effects; what has them is attached as a hook. Validations are changes that only add errors.
 */
export type Change<X> = (changeset: Changeset<X>, context: Pick<ActionContext, 'actor' | 'tenant' | 'context' | 'action' | 'arguments'>) => Changeset<X>
