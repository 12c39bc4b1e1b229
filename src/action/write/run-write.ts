import { NotFound } from '../../error/not-found.ts'
import { StaleRecord } from '../../error/stale-record.ts'
import type { ActionInfo } from '../action-info.ts'
import type { Permission } from '../authorize.ts'
import type { Change } from '../change.ts'
import { conjunction } from '../conjunction.ts'
import { type CastInput, castInput } from '../input-shape.ts'
import { type Key, keyFilter } from '../key.ts'
import type { AnyLoad } from '../read/plan-loads.ts'
import type { ActionScope } from '../scope.ts'
import { authorizeChange, authorizeCreate } from './authorize-write.ts'
import { assertValid, buildChangeset } from './build-changeset.ts'
import { type ChangesetValue, sameValue } from './changeset-value.ts'
import { findOne, visible } from './explain-miss.ts'
import { runAfterTransaction, runBefore } from './hooks.ts'
import { perform } from './perform.ts'
import { computesConstrained } from './store-update.ts'
import { authorizeUpsert } from './store-upsert.ts'
import { type Committed, deliver, directly, transact } from './transact.ts'
import { loadAfterwards } from './written.ts'

export interface WriteCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly load?: AnyLoad | undefined
  readonly privateArguments?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
}

/** A changeset that is valid and authorized, and what the policies left to be checked on the data. */
interface Ready {
  readonly changeset: ChangesetValue
  readonly permission: Permission
}

/** One write from its input to its outcome. Remembers the last changeset, which afterTransaction hooks get however it ended. */
export class Write {
  readonly #scope: ActionScope
  readonly #call: WriteCall
  readonly #cast: CastInput
  #latest: ChangesetValue | undefined
  constructor(scope: ActionScope, call: WriteCall) {
    this.#scope = scope
    this.#call = call
    this.#cast = castInput(call.info, call.input, call.privateArguments)
  }
  get #key(): Key {
    return this.#cast.key
  }
  /** Build → validate → authorize → beforeTransaction → BEGIN → beforeAction → write → afterAction → load → COMMIT → afterTransaction → notify. */
  async run(): Promise<object> {
    const { signal } = this.#call
    let committed: Committed<object>
    try {
      committed = await (this.#needsRecord() ? this.#runStored() : this.#runDirect())
    } catch (error) {
      if (!this.#latest?.hooks.afterTransaction.length) throw error
      const outcome = await runAfterTransaction(this.#scope, this.#latest, { ok: false, error }, signal)
      if (!outcome.ok) throw outcome.error
      return outcome.record
    }
    const hooked = this.#latest?.hooks.afterTransaction.length
      ? await runAfterTransaction(this.#scope, this.#latest, { ok: true, record: committed.value as never }, signal)
      : undefined
    await deliver(this.#scope, committed.notifications)
    if (hooked?.ok === false) throw hooked.error
    return (hooked?.record as object | undefined) ?? committed.value
  }
  #needsRecord(): boolean {
    const { kind, definition } = this.#call.info
    return kind !== 'create' && ((definition.changes ?? []) as readonly Change<unknown>[]).some((change) => change.requiresRecord)
  }
  #prepare(scope: ActionScope, record?: Readonly<Record<string, unknown>>): Ready {
    const { info } = this.#call
    const changeset = (this.#latest = buildChangeset(scope, info, this.#cast, record))
    assertValid(changeset, 'built')
    const permission = info.kind === 'create' ? authorizeCreate(scope, changeset) : authorizeChange(scope, changeset)
    if (info.definition.upsert) authorizeUpsert(scope, changeset)
    return { changeset, permission }
  }
  async #before({ changeset }: Ready): Promise<ChangesetValue> {
    return changeset.hooks.beforeTransaction.length
      ? (this.#latest = await runBefore(this.#scope, changeset, 'beforeTransaction', this.#call.signal))
      : changeset
  }
  async #runDirect(): Promise<Committed<object>> {
    const ready = this.#prepare(this.#scope)
    const load = loadAfterwards(this.#scope, this.#call.info.resource, this.#call.load, ready.changeset.arguments)
    const changeset = await this.#before(ready)
    const work = (scope: ActionScope) => perform(scope, changeset, { key: this.#key, permission: ready.permission, load, signal: this.#call.signal })
    return needsTransaction(this.#scope, changeset, ready.permission) ? transact(this.#scope, work) : directly(this.#scope, work)
  }
  /** A change wants to see the stored record, so it is read and locked first. Hooks that may take long run between two transactions. */
  async #runStored(): Promise<Committed<object>> {
    const load = loadAfterwards(this.#scope, this.#call.info.resource, this.#call.load, this.#cast.arguments)
    const details = { key: this.#key, load, signal: this.#call.signal }
    const first = await transact(this.#scope, async (scope) => {
      const ready = this.#prepare(scope, await this.#lock(scope))
      if (ready.changeset.hooks.beforeTransaction.length) return { ready }
      return { written: await perform(scope, ready.changeset, { ...details, permission: ready.permission }) }
    })
    const { ready, written } = first.value
    if (!ready) return { value: written, notifications: first.notifications }
    const changeset = await this.#before(ready)
    return transact(this.#scope, async (scope) => {
      this.#assertUnchanged(await this.#lock(scope), ready.changeset.record!)
      return perform(scope, changeset, { ...details, permission: ready.permission })
    })
  }
  async #lock(scope: ActionScope): Promise<Readonly<Record<string, unknown>>> {
    const { info } = this.#call
    if (this.#cast.errors.length) assertValid(buildChangeset(scope, { ...info, definition: {} }, this.#cast), 'built')
    const row = await findOne(scope, info, conjunction(keyFilter(info.resource, this.#key), visible(scope, info)), 'update')
    if (row) return row
    throw new NotFound({ resource: info.resource.name, key: this.#key })
  }
  #assertUnchanged(now: Readonly<Record<string, unknown>>, then: Readonly<Record<string, unknown>>): void {
    const { resource } = this.#call.info
    const same = [...resource.attributes.values()].every((attribute) => sameValue(attribute, now[attribute.name], then[attribute.name]))
    if (!same) throw new StaleRecord({ resource: resource.name, key: this.#key })
  }
}

/** A write that is one statement commits by itself; whatever must hold together with it needs a transaction. */
const needsTransaction = (scope: ActionScope, changeset: ChangesetValue, permission: Permission): boolean => {
  const { hooks, state } = changeset
  const { info } = state
  // Inside another one, so that a write that fails can be caught there without ending it.
  if (scope.connection.inTransaction) return true
  if (info.kind === 'create' && (permission !== undefined || info.definition.upsert)) return true
  if (info.kind === 'update' && computesConstrained(changeset)) return true
  if (info.definition.transaction === false) return false
  return hooks.beforeAction.length > 0 || hooks.afterAction.length > 0 || scope.runtime.notifiers.some((notifier) => notifier.withinTransaction)
}

export const runWrite = (scope: ActionScope, call: WriteCall): Promise<object> => new Write(scope, call).run()
