import { call, type Node } from '../../expression/node.ts'
import type { Change, ChangeContext } from '../change.ts'
import type { Changeset } from '../changeset.ts'
import type { ChangesetValue } from '../write/changeset-value.ts'

/** Whether a step is to run on this changeset. */
export interface When<X> {
  (changeset: Changeset<X>, context: ChangeContext): boolean
  /** Set where it looks at the stored record. */
  readonly requiresRecord?: true
  /** The same as a condition on the stored record; undefined where it must be looked at. */
  readonly onRecord?: (changeset: Changeset<X>) => Node | boolean | undefined
}

const stateOf = <X>(changeset: Changeset<X>) => (changeset as unknown as ChangesetValue).state

const applyAll = <X>(changes: readonly Change<X>[], changeset: Changeset<X>, context: ChangeContext): Changeset<X> | undefined =>
  changes.reduce<Changeset<X> | undefined>(
    (next, change) => next && (change.requiresRecord ? change.withoutRecord?.(next, context) : change(next, context)),
    changeset,
  )

/** What the changes find wrong, on condition: as requirements. undefined where they do more than that. */
const onCondition = <X>(condition: Node, changes: readonly Change<X>[], changeset: Changeset<X>, context: ChangeContext): Changeset<X> | undefined => {
  const value = changeset as unknown as ChangesetValue
  const bare = value.with({ errors: [], requirements: [] })
  const applied = applyAll(changes, bare as never as Changeset<X>, context)
  if (!applied) return undefined
  const { errors, requirements, ...rest } = stateOf(applied)
  const { errors: _errors, requirements: _requirements, ...before } = bare.state
  if (!Object.entries(rest).every(([name, part]) => part === before[name as keyof typeof before])) return undefined
  const spared = call('not', condition)
  const conditional = [
    ...errors.map((error) => ({ node: spared, error })),
    ...requirements.map(({ node, error }) => ({ node: call('or', spared, node), error })),
  ]
  return conditional.reduce((next, requirement) => next.requireNode(requirement), value) as never
}

/** Runs changes and validations only where the condition holds: `when(changing(Post, 'status'), present(Post, 'body'))`. */
export const when = <X>(condition: When<X>, ...changes: readonly Change<X>[]): Change<X> => {
  const run = (changeset: Changeset<X>, context: ChangeContext) =>
    condition(changeset, context) ? changes.reduce((next, change) => change(next, context), changeset) : changeset
  if (!condition.requiresRecord && !changes.some((change) => change.requiresRecord)) return run
  const withoutRecord = (changeset: Changeset<X>, context: ChangeContext): Changeset<X> | undefined => {
    const holds = condition.requiresRecord ? condition.onRecord?.(changeset) : condition(changeset, context)
    if (typeof holds === 'object') return onCondition(holds, changes, changeset, context)
    return holds ? applyAll(changes, changeset, context) : holds === false ? changeset : undefined
  }
  return Object.assign(run, { requiresRecord: true as const, withoutRecord })
}
