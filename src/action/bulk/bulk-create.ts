import { AshlarError, AssumptionFailedError } from '../../error/ashlar-error.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { BulkResult } from '../contract/session.ts'
import { castInput } from '../input/input-shape.ts'
import type { ActionScope } from '../session/scope.ts'
import { authorizeWrite } from '../write/authorize-write.ts'
import { assertValid, buildChangeset } from '../write/build-changeset.ts'
import { isPlain } from '../write/changeset-value.ts'
import { givesReadableKey } from '../write/readable-keys.ts'
import { runWrite } from '../write/run-write.ts'
import { changedBy, insertValues } from '../write/store-create.ts'
import { deliver, transact } from '../write/transact.ts'
import { announce, returned } from '../write/written.ts'
import { fitsWith, type UpsertGroup, upsertOf, upsertTogether } from './bulk-upsert.ts'
import { type BulkOptions, type RecordOutcome, Outcomes, settled } from './result.ts'
import { actionLimits } from '../../text/limits.ts'

/**
 * One batch: inputs without hooks and row checks go in one statement, the others each take their
 * own way.
 */
class Batch {
  readonly #scope: ActionScope
  readonly #info: ActionInfo
  readonly #inputs: readonly unknown[]
  readonly #signal: AbortSignal | undefined
  readonly #outcomes: RecordOutcome[] = []
  readonly #groups: UpsertGroup[][] = []
  readonly #identities = new Set<string>()
  constructor(
    scope: ActionScope,
    info: ActionInfo,
    inputs: readonly unknown[],
    signal: AbortSignal | undefined,
  ) {
    this.#scope = scope
    this.#info = info
    this.#inputs = inputs
    this.#signal = signal
  }
  async run(): Promise<readonly RecordOutcome[]> {
    const alone: number[] = []
    for (const at of this.#inputs.keys()) {
      const prepared = this.#prepare(at)
      if (prepared === 'alone') alone.push(at)
      else if (prepared) await this.#share(prepared)
    }
    await this.#flush()
    for (const at of alone) await this.#alone(at)
    this.#signal?.throwIfAborted()
    return this.#outcomes
  }
  #prepare(at: number): UpsertGroup | 'alone' | undefined {
    try {
      const cast = castInput(this.#info, this.#inputs[at])
      const changeset = buildChangeset(this.#scope, this.#info, cast)
      if (!isPlain(changeset) || givesReadableKey(changeset.resource, changeset.attributes))
        return 'alone'
      assertValid(changeset, 'built')
      const { permission, update } = authorizeWrite(this.#scope, changeset, 'built')
      if (permission) return 'alone'
      const upsert = this.#info.definition.upsert && upsertOf(this.#scope, changeset, update)
      return {
        at,
        changeset,
        values: insertValues(this.#info.resource, changeset.attributes),
        ...(upsert ? { upsert } : {}),
      }
    } catch (error) {
      if (!AshlarError.isInstance(error)) throw error
      this.#outcomes[at] = { ok: false, error }
      return undefined
    }
  }
  /**
   * Puts a record where it fits; the second of one identity waits for what the first one leaves.
   */
  async #share(shared: UpsertGroup): Promise<void> {
    const identity = shared.upsert?.identity
    if (identity !== undefined && this.#identities.has(identity)) await this.#flush()
    if (identity !== undefined) this.#identities.add(identity)
    const group = this.#groups.find(([first]) => first && fitsWith(first, shared))
    if (group) group.push(shared)
    else this.#groups.push([shared])
  }
  async #flush(): Promise<void> {
    const groups = this.#groups.splice(0)
    this.#identities.clear()
    for (const group of groups) await this.#together(group)
  }
  async #together(group: readonly UpsertGroup[]): Promise<void> {
    try {
      const { notifications } = await transact(this.#scope, (scope) =>
        group[0]?.upsert ? this.#upsert(scope, group) : this.#insert(scope, group),
      )
      await deliver(this.#scope, notifications)
    } catch (error) {
      if (!AshlarError.isInstance(error)) throw error
      for (const { at } of group) await this.#alone(at)
    }
  }
  async #upsert(scope: ActionScope, group: readonly UpsertGroup[]): Promise<void> {
    for (const [at, outcome] of await upsertTogether(scope, group)) this.#outcomes[at] = outcome
    this.#signal?.throwIfAborted()
  }
  async #insert(scope: ActionScope, group: readonly UpsertGroup[]): Promise<void> {
    const { resource } = this.#info
    const rows = await scope.connection.create({
      resource,
      records: group.map(({ values }) => values),
    })
    for (const [i, { at, changeset }] of group.entries()) {
      const row = rows[i]
      if (!row)
        throw new AssumptionFailedError(
          'The data layer returned fewer rows than it received records.',
        )
      await announce(scope, changeset, { row, type: 'create', changed: changedBy(row) })
      this.#outcomes[at] = { ok: true, record: returned(resource, row) }
    }
    this.#signal?.throwIfAborted()
  }
  async #alone(at: number): Promise<void> {
    this.#signal?.throwIfAborted()
    this.#outcomes[at] = await settled(
      runWrite(this.#scope, { info: this.#info, input: this.#inputs[at], signal: this.#signal }),
    )
  }
}

/**
 * Many inputs of one create. What no hook and no row check stands between goes in one statement and
 * one transaction for each batch; should that fail, and for all others, each input is a write of
 * its own, so that one that fails fails alone.
 */
export const bulkCreate = async (
  scope: ActionScope,
  info: ActionInfo,
  inputs: readonly unknown[],
  options: BulkOptions = {},
): Promise<BulkResult<unknown>> => {
  const { batchSize = actionLimits.createBatch, signal } = options
  const outcomes = new Outcomes(options)
  for (let start = 0; start < inputs.length; start += batchSize)
    outcomes.add(await new Batch(scope, info, inputs.slice(start, start + batchSize), signal).run())
  return outcomes.result
}
