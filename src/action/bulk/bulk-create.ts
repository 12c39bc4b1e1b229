import { AshlarError } from '../../error/ashlar-error.ts'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
import type { ActionInfo } from '../action-info.ts'
import { castInput } from '../input-shape.ts'
import type { ActionScope } from '../scope.ts'
import type { BulkResult } from '../session.ts'
import { authorizeCreate } from '../write/authorize-write.ts'
import { assertValid, buildChangeset } from '../write/build-changeset.ts'
import type { ChangesetValue } from '../write/changeset-value.ts'
import { runWrite } from '../write/run-write.ts'
import { changedBy, insertValues } from '../write/store-create.ts'
import { deliver, transact } from '../write/transact.ts'
import { announce, returned } from '../write/written.ts'
import { bulkResult, type Outcome, settled } from './result.ts'

const defaultBatchSize = 100

interface BulkOptions {
  readonly batchSize?: number
  readonly signal?: AbortSignal | undefined
}
/** A record that shares its batch's statement. */
interface Shared {
  readonly at: number
  readonly changeset: ChangesetValue
  readonly values: Record<string, unknown>
}

const isPlain = ({ hooks }: ChangesetValue) => Object.values(hooks).every((list: readonly unknown[]) => list.length === 0)

/** One batch: inputs without hooks and row checks go in one statement, the others each take their own way. */
class Batch {
  readonly #scope: ActionScope
  readonly #info: ActionInfo
  readonly #inputs: readonly unknown[]
  readonly #signal: AbortSignal | undefined
  readonly #outcomes: Outcome[] = []
  constructor(scope: ActionScope, info: ActionInfo, inputs: readonly unknown[], signal: AbortSignal | undefined) {
    this.#scope = scope
    this.#info = info
    this.#inputs = inputs
    this.#signal = signal
  }
  async run(): Promise<readonly Outcome[]> {
    const shared: Shared[] = []
    const alone: number[] = []
    for (const at of this.#inputs.keys()) {
      const prepared = this.#prepare(at)
      if (prepared === 'alone') alone.push(at)
      else if (prepared) shared.push(prepared)
    }
    const groups = Map.groupBy(shared, ({ values }) => Object.keys(values).join())
    for (const group of groups.values()) await this.#together(group)
    for (const at of alone) await this.#alone(at)
    this.#signal?.throwIfAborted()
    return this.#outcomes
  }
  #prepare(at: number): Shared | 'alone' | undefined {
    try {
      const changeset = buildChangeset(this.#scope, this.#info, castInput(this.#info, this.#inputs[at]))
      if (this.#info.definition.upsert || !isPlain(changeset)) return 'alone'
      assertValid(changeset, 'built')
      return authorizeCreate(this.#scope, changeset, 'built') ? 'alone' : { at, changeset, values: insertValues(this.#info.resource, changeset.attributes) }
    } catch (error) {
      if (!(error instanceof AshlarError)) throw error
      this.#outcomes[at] = { ok: false, error }
      return undefined
    }
  }
  async #together(group: readonly Shared[]): Promise<void> {
    try {
      const { notifications } = await transact(this.#scope, (scope) => this.#insert(scope, group))
      await deliver(this.#scope, notifications)
    } catch (error) {
      if (!(error instanceof AshlarError)) throw error
      for (const { at } of group) await this.#alone(at)
    }
  }
  async #insert(scope: ActionScope, group: readonly Shared[]): Promise<void> {
    const { resource } = this.#info
    const rows = await scope.connection.create({ resource, records: group.map(({ values }) => values) })
    for (const [i, { at, changeset }] of group.entries()) {
      const row = rows[i]
      if (!row) throw new AssumptionFailed('The data layer gave fewer rows than it was given records.')
      await announce(scope, changeset, { row, type: 'create', changed: changedBy(row) })
      this.#outcomes[at] = { ok: true, record: returned(resource, row) }
    }
    this.#signal?.throwIfAborted()
  }
  async #alone(at: number): Promise<void> {
    this.#signal?.throwIfAborted()
    this.#outcomes[at] = await settled(runWrite(this.#scope, { info: this.#info, input: this.#inputs[at], signal: this.#signal }))
  }
}

/**
 * Many inputs of one create. What no hook and no row check stands between goes in one statement and one transaction for each batch;
 * should that fail, and for all others, each input is a write of its own, so that one that fails fails alone.
 */
export const bulkCreate = async (
  scope: ActionScope,
  info: ActionInfo,
  inputs: readonly unknown[],
  { batchSize = defaultBatchSize, signal }: BulkOptions = {},
): Promise<BulkResult<unknown>> => {
  const outcomes: Outcome[] = []
  for (let start = 0; start < inputs.length; start += batchSize)
    outcomes.push(...(await new Batch(scope, info, inputs.slice(start, start + batchSize), signal).run()))
  return bulkResult(outcomes)
}
