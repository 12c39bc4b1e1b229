import type { ReadPlan } from '../../data-layer/data-layer.ts'
import type { Key } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { type Permit, renewed } from './authorize-write.ts'
import { assertValid } from './build-changeset.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { runAfter, runBefore } from './hooks.ts'
import { assertReadableKeys } from './readable-keys.ts'
import { store } from './store.ts'
import { announce, loadOnto, returned } from './written.ts'

export interface Details {
  readonly key: Key
  readonly permit: Permit
  readonly load: ((key: Key) => ReadPlan) | undefined
  readonly signal: AbortSignal | undefined
  /** Receives the changeset that is written, once the hooks before it have run. */
  readonly settled: (changeset: ChangesetValue) => void
}

/** What happens inside the transaction: beforeAction → write → afterAction → load → announce. */
export const perform = async (
  scope: ActionScope,
  prepared: ChangesetValue,
  { key, permit, load, signal, settled }: Details,
): Promise<object> => {
  const changeset = prepared.hooks.beforeAction.length
    ? await runBefore(scope, prepared, 'beforeAction', signal)
    : prepared
  settled(changeset)
  assertValid(changeset, 'hooked')
  const allowed = renewed(scope, changeset, permit)
  if (allowed !== permit) await assertReadableKeys(scope, changeset.resource, changeset.attributes)
  const { resource } = changeset
  // What goes away is loaded while it is still there.
  const early =
    changeset.kind === 'destroy' && load
      ? await loadOnto(scope, resource, { ...key }, load)
      : undefined
  const written = await store(scope, changeset, key, allowed)
  const computed = Object.keys(changeset.expressions).map((name) => [name, written.row[name]])
  if (computed.length) await assertReadableKeys(scope, resource, Object.fromEntries(computed))
  const record = returned(resource, written.row)
  const hooked = changeset.hooks.afterAction.length
    ? await runAfter(scope, changeset, record, signal)
    : record
  const loaded = early
    ? Object.assign(early, hooked)
    : await loadOnto(scope, resource, hooked, load)
  signal?.throwIfAborted()
  await announce(scope, changeset, written)
  return loaded
}
