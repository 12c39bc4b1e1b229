import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { Outcome } from '../contract/changeset.ts'
import { type ActionScope, contextFor } from '../session/scope.ts'
import { orAborted } from '../../context/until-aborted.ts'
import { asChangeset, ChangesetValue } from './changeset-value.ts'

type Kind = 'beforeTransaction' | 'beforeAction'

/**
 * What a hook returns. When the time is up it is no longer waited for, so that it cannot keep a
 * transaction open.
 */
const within = (signal: AbortSignal | undefined, hook: () => unknown): Promise<unknown> => {
  const work = (async () => hook())()
  return signal ? orAborted(signal, work) : work
}

/** Runs hooks in the order they were attached, each on what the one before gave. */
export const runBefore = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  kind: Kind,
  signal?: AbortSignal,
): Promise<ChangesetValue> => {
  let current = changeset
  for (const hook of changeset.hooks[kind]) {
    const next = await within(signal, () =>
      hook(asChangeset(current), contextFor(scope, current.state.info, current.arguments, signal)),
    )
    if (!(next instanceof ChangesetValue))
      throw new AssumptionFailedError(
        `A ${kind} hook of ${changeset.state.info.label} returned no changeset.`,
        { fix: 'Return the changeset.' },
      )
    current = next
  }
  return current
}

/** Runs the afterAction hooks; one that returns a record replaces it. */
export const runAfter = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  record: object,
  signal?: AbortSignal,
): Promise<object> => {
  let current = record
  for (const hook of changeset.hooks.afterAction) {
    const next = await within(signal, () =>
      hook(
        current as never,
        asChangeset(changeset),
        contextFor(scope, changeset.state.info, changeset.arguments, signal),
      ),
    )
    if (typeof next === 'object' && next !== null) current = next
  }
  return current
}

/**
 * Runs the afterTransaction hooks on how it ended; each may turn one outcome into the other. One
 * that throws makes it a failure.
 */
export const runAfterTransaction = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  ended: Outcome<unknown>,
  signal?: AbortSignal,
): Promise<Outcome<unknown>> => {
  let outcome = ended
  for (const hook of changeset.hooks.afterTransaction) {
    try {
      outcome =
        (await hook(
          outcome,
          asChangeset(changeset),
          contextFor(scope, changeset.state.info, changeset.arguments, signal),
        )) ?? outcome
    } catch (error) {
      outcome = { ok: false, error }
    }
  }
  return outcome
}
