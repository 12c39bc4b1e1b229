import { IdentityTakenError } from '../../data-layer/errors.ts'
import { InvalidAttributeError } from '../../error/invalid-value.ts'
import { NotFoundError, StaleRecordError } from '../../error/not-found.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { type CastInput, castInput } from '../input/input-shape.ts'
import type { AnyLoad } from '../read/plan-loads.ts'
import { type Key, keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { admit } from './admit.ts'
import { assertCreatable, authorizeCreate, authorizeWrite, type Permit } from './authorize-write.ts'
import { assertValid, buildChangeset, buildWithoutRecord, wantsRecord } from './build-changeset.ts'
import { type ChangesetValue, isHooked, isPlain, sameValue } from './changeset-value.ts'
import { findOne, visible } from './find-record.ts'
import { runAfterTransaction, runBefore } from './hooks.ts'
import { perform } from './perform.ts'
import { assertReadableKeys } from './readable-keys.ts'
import { type Committed, deliver, directly, transact } from './transact.ts'
import { loadAfterwards } from './written.ts'

export interface WriteCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly load?: AnyLoad | undefined
  readonly privateArguments?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal | undefined
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
      committed = await (this.#withoutRecord() ? this.#runDirect() : this.#runStored())
    } catch (error) {
      if (!this.#latest?.hooks.afterTransaction.length) throw error
      const outcome = await runAfterTransaction(
        this.#scope,
        this.#latest,
        { ok: false, error },
        signal,
      )
      if (!outcome.ok) throw outcome.error
      return outcome.record
    }
    const hooked = this.#latest?.hooks.afterTransaction.length
      ? await runAfterTransaction(
          this.#scope,
          this.#latest,
          { ok: true, record: committed.value as never },
          signal,
        )
      : undefined
    await deliver(this.#scope, committed.notifications)
    if (hooked?.ok === false) throw hooked.error
    return (hooked?.record as object | undefined) ?? committed.value
  }
  /** Builds the changeset, if it can be built without looking at the stored record. */
  #withoutRecord(): boolean {
    const { info } = this.#call
    const built = wantsRecord(info)
      ? buildWithoutRecord(this.#scope, info, this.#cast)
      : buildChangeset(this.#scope, info, this.#cast)
    // All that is wrong is said at once, what the record tells too; and hooks get to see the record that was judged.
    if (!built || (built.state.requirements.length > 0 && (!built.valid || !isPlain(built))))
      return false
    this.#latest = built
    return true
  }
  #build(scope: ActionScope, record: Readonly<Record<string, unknown>>): ChangesetValue {
    this.#latest = buildChangeset(scope, this.#call.info, this.#cast, record)
    return this.#latest
  }
  async #before(changeset: ChangesetValue): Promise<ChangesetValue> {
    return changeset.hooks.beforeTransaction.length
      ? (this.#latest = await runBefore(
          this.#scope,
          changeset,
          'beforeTransaction',
          this.#call.signal,
        ))
      : changeset
  }
  async #details() {
    const { load, info, signal } = this.#call
    return {
      key: this.#key,
      load: await loadAfterwards(this.#scope, info.resource, load, this.#cast.arguments),
      signal,
      settled: (changeset: ChangesetValue) => void (this.#latest = changeset),
    }
  }
  async #runDirect(): Promise<Committed<object>> {
    const built = this.#latest!
    assertValid(built, 'built')
    const permit = authorizeWrite(this.#scope, built, 'built')
    const details = await this.#details()
    if (isHooked(built)) await admit(this.#scope, permit)
    try {
      await assertReadableKeys(this.#scope, built.resource, built.attributes)
      const changeset = await this.#before(built)
      const work = (scope: ActionScope) => perform(scope, changeset, { ...details, permit })
      return await (needsTransaction(this.#scope, changeset, permit, details.load !== undefined)
        ? transact(this.#scope, work)
        : directly(this.#scope, work))
    } catch (error) {
      if (isConflict(error)) await this.#assertCreatable()
      throw error
    }
  }
  /** A conflict with stored records is reported only to those who may create the record. */
  async #assertCreatable(): Promise<void> {
    const changeset = this.#latest!
    if (changeset.kind === 'create')
      await assertCreatable(
        this.#scope,
        changeset,
        authorizeCreate(this.#scope, changeset, 'hooked'),
        'hooked',
      )
  }
  /** A change wants to see the stored record, so it is read and locked first. Hooks that may take long run between two transactions. */
  async #runStored(): Promise<Committed<object>> {
    const details = await this.#details()
    const first = await transact(this.#scope, async (scope) => {
      const built = this.#build(scope, await this.#lock(scope))
      const permit = authorizeWrite(scope, built, 'built')
      if (isHooked(built) || !built.valid) await admit(scope, permit)
      assertValid(built, 'built')
      await assertReadableKeys(scope, built.resource, built.attributes)
      return built.hooks.beforeTransaction.length
        ? { permit }
        : { written: await perform(scope, built, { ...details, permit }) }
    })
    const { permit, written } = first.value
    if (!permit) return { value: written, notifications: first.notifications }
    const changeset = await this.#before(permit.changeset)
    return transact(this.#scope, async (scope) => {
      this.#assertUnchanged(await this.#lock(scope), permit.changeset.record!)
      return perform(scope, changeset, { ...details, permit })
    })
  }
  async #lock(scope: ActionScope): Promise<Readonly<Record<string, unknown>>> {
    const { info } = this.#call
    if (this.#cast.errors.length)
      assertValid(buildChangeset(scope, { ...info, definition: {} }, this.#cast), 'built')
    const row = await findOne(
      scope,
      info,
      conjunction(keyFilter(info.resource, this.#key), visible(scope, info)),
      'update',
    )
    if (row) return row
    throw new NotFoundError({ resource: info.resource.name, key: this.#key })
  }
  #assertUnchanged(
    now: Readonly<Record<string, unknown>>,
    then: Readonly<Record<string, unknown>>,
  ): void {
    const { resource } = this.#call.info
    const same = [...resource.attributes.values()].every((attribute) =>
      sameValue(attribute, now[attribute.name], then[attribute.name]),
    )
    if (!same) throw new StaleRecordError({ resource: resource.name, key: this.#key })
  }
}

/** What tells of stored records: a taken identity, a reference that leads nowhere. */
const isConflict = (error: unknown) =>
  IdentityTakenError.isInstance(error) ||
  (InvalidAttributeError.isInstance(error) && error.variables['rule'] === 'reference')

/** A write that is one statement commits by itself; whatever must hold together with it needs a transaction. */
const needsTransaction = (
  scope: ActionScope,
  changeset: ChangesetValue,
  { permission }: Permit,
  loads: boolean,
): boolean => {
  const { hooks, state } = changeset
  const { info } = state
  // Inside another one, so that a write that fails can be caught there without ending it.
  if (scope.connection.inTransaction) return true
  if (info.kind === 'create' && permission !== undefined) return true
  // What the storage computes may not be of the attribute's type, what is loaded may fail, a notifier may refuse: none of it is then committed.
  if (
    Object.keys(state.expressions).length > 0 ||
    (info.definition.upsert && Object.keys(state.evaluated).length > 0) ||
    loads
  )
    return true
  if (scope.runtime.notifiers.some((notifier) => notifier.withinTransaction)) return true
  return (
    info.definition.transaction !== false &&
    (hooks.beforeAction.length > 0 || hooks.afterAction.length > 0)
  )
}

export const runWrite = (scope: ActionScope, call: WriteCall): Promise<object> =>
  new Write(scope, call).run()
