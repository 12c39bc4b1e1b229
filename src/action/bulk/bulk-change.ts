import { groupErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { NotFoundError, StaleRecordError } from '../../error/not-found.ts'
import { call, type Node, valueNode } from '../../expression/node.ts'
import { mentionedFields } from '../../expression/paths.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { deepEqual } from '../../text/deep-equal.ts'
import { conjunction, leavesNothing } from '../authorize/conjunction.ts'
import { type ActionInfo, primaryRead } from '../contract/action-info.ts'
import type { BulkResult } from '../contract/session.ts'
import { castInput, type CastInput } from '../input/input-shape.ts'
import { afterKeyset } from '../page/keyset-filter.ts'
import type { AnyQuery } from '../read/plan-read.ts'
import { assertQuery, choosing } from '../read/query-builder.ts'
import { narrowed, startRead } from '../read/read-action.ts'
import { stable } from '../read/stable-sort.ts'
import { type Key, keyOf, keysFilter } from '../session/key.ts'
import { runThrough } from '../session/pipeline.ts'
import type { ActionScope } from '../session/scope.ts'
import { authorizeChange } from '../write/authorize-write.ts'
import {
  assertValid,
  buildChangeset,
  buildWithoutRecord,
  wantsRecord,
} from '../write/build-changeset.ts'
import { type ChangesetValue, isPlain } from '../write/changeset-value.ts'
import { requirementColumns, unfulfilled } from '../write/find-record.ts'
import { givesReadableKey } from '../write/readable-keys.ts'
import { runWrite } from '../write/run-write.ts'
import { changes, differs, fitting, touched, writeFilter } from '../write/store-update.ts'
import { deliver, transact } from '../write/transact.ts'
import { announce, returned, type Written } from '../write/written.ts'
import { type BulkOptions, type RecordOutcome, Outcomes, settled } from './result.ts'
import { actionLimits } from '../../text/limits.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * What must be unique on a table: keys, identities and unique indexes, also those of its other
 * views; and what says which records an index is over.
 */
const uniqueFields = ({ runtime }: ActionScope, { table, primaryKey }: ResourceInfo): string[] => {
  const views = [...runtime.resources].filter((view) => view.table === table)
  const unique = views
    .flatMap(({ indexes }) => [...indexes.values()])
    .filter((index) => index.unique)
  return [
    ...primaryKey,
    ...views.flatMap(({ identities }) => [...identities.values()].flatMap(({ keys }) => keys)),
    ...unique.flatMap(({ fields, where }) => [
      ...fields,
      ...(where ? mentionedFields(where).map(({ name }) => name) : []),
    ]),
  ]
}

/**
 * Whether a write of several records at once could meet a value that one of them still has: each
 * storage would judge by an order of its own.
 */
const exchanges = (scope: ActionScope, changeset: ChangesetValue): boolean => {
  if (changeset.kind === 'destroy') return false
  const set = { ...changeset.attributes, ...changeset.expressions, ...touched(changeset, {}) }
  return uniqueFields(scope, changeset.resource).some((name) => Object.hasOwn(set, name))
}

const looksUp = ({ attributes, expressions, resource }: ChangesetValue) =>
  givesReadableKey(resource, { ...attributes, ...expressions })

/** The input without the key, which comes from each record. */
const castWithoutKey = (info: ActionInfo, input: unknown): CastInput => {
  const cast = castInput(info, input)
  const keys = new Set(info.resource.primaryKey)
  return {
    ...cast,
    errors: cast.errors.filter(
      (error) => !(error.code === 'required' && error.field !== undefined && keys.has(error.field)),
    ),
  }
}

/** The records that do not fulfill what the write asks of them, each as a failure. */
const refusals = async (
  scope: ActionScope,
  { state: { info, requirements } }: ChangesetValue,
  allowed: Node | undefined,
): Promise<RecordOutcome[]> => {
  if (!requirements.length) return []
  const { resource } = info
  const fulfilled = call(
    'coalesce',
    conjunction(...requirements.map(({ node }) => node)) ?? valueNode(true),
    valueNode(false),
  )
  const rows = await scope.connection.read({
    resource,
    filter: conjunction(allowed, call('not', fulfilled))!,
    sort: stable(resource, []),
    select: resource.primaryKey,
    computed: requirementColumns(requirements),
    loads: {},
  })
  return rows.map((row) => ({ ok: false, error: groupErrors(unfulfilled(requirements, row)) }))
}

/**
 * One statement for all records that the query leaves, the policies allow and the action applies
 * to.
 */
const changeTogether = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  filter: Node | undefined,
): Promise<RecordOutcome[]> => {
  const { info, requirements } = changeset.state
  const { resource } = info
  const set = info.kind === 'destroy' ? {} : changes(scope, changeset)
  const change = differs(set)
  const allowed = conjunction(
    filter,
    authorizeChange(scope, changeset),
    writeFilter(scope, changeset),
  )
  if (leavesNothing(allowed)) return []
  const refused = await refusals(scope, changeset, allowed)
  if (info.kind === 'update' && !change) return refused
  const whole =
    conjunction(allowed, ...requirements.map(({ node }) => node), change) ?? valueNode(true)
  const rows =
    info.kind === 'destroy'
      ? await scope.connection.destroy({ resource, filter: whole })
      : await scope.connection.update({
          resource,
          filter: whole,
          set: { ...set, ...touched(changeset, set) },
        })
  const type: Written['type'] = info.kind === 'destroy' ? 'destroy' : 'update'
  for (const row of rows)
    await announce(scope, changeset, {
      row: fitting(changeset, row),
      type,
      changed: Object.keys(set),
    })
  return [
    ...rows.map((row): RecordOutcome => ({ ok: true, record: returned(resource, row) })),
    ...refused,
  ]
}

/**
 * A record that the policies do not allow, or that the action does not apply to, is passed over as
 * the one statement would.
 */
const passedOver = ({ resource, name }: ActionInfo, key: Key, outcome: RecordOutcome): boolean => {
  if (outcome.ok) return false
  const { error } = outcome
  // The same errors of another action or record, met by a hook, are failures.
  if (ForbiddenError.isInstance(error))
    return error.variables.resource === resource.name && error.variables.action === name
  return (
    (StaleRecordError.isInstance(error) || NotFoundError.isInstance(error)) &&
    error.variables.resource === resource.name &&
    deepEqual(error.variables.key, key)
  )
}

/** The keys of the records that a filter leaves, by primary key: all at once, or some at a time. */
async function* keysOf(
  scope: ActionScope,
  resource: ResourceInfo,
  filter: Node | undefined,
  size?: number,
): AsyncGenerator<readonly Key[]> {
  const sort = stable(resource, [])
  let rest: Node | undefined
  while (!leavesNothing(filter)) {
    const whole = conjunction(rest, filter)
    const plan = {
      resource,
      ...(whole ? { filter: whole } : {}),
      sort,
      select: resource.primaryKey,
      computed: {},
      loads: {},
      ...(size ? { limit: size } : {}),
    }
    const rows = await scope.connection.read(plan)
    if (rows.length) yield rows.map((row) => keyOf(resource, row))
    if (!size || rows.length < size) return
    rest = afterKeyset(
      resource,
      sort,
      resource.primaryKey.map((name) => rows.at(-1)![name]),
    )
  }
}

type Ask = BulkOptions & {
  readonly info: ActionInfo
  readonly input: Values
  readonly filter: Node | undefined
}
const sizeOf = ({
  returnRecords = true,
  batchSize = actionLimits.changeBatch,
}: BulkOptions): number | undefined => (returnRecords ? undefined : batchSize)

const changeEach = async (
  scope: ActionScope,
  { info, input, filter, signal, ...options }: Ask,
  outcomes: Outcomes,
): Promise<void> => {
  for await (const keys of keysOf(scope, info.resource, filter, sizeOf(options)))
    for (const key of keys) {
      signal?.throwIfAborted()
      const outcome = await settled(runWrite(scope, { info, input: { ...input, ...key }, signal }))
      if (!passedOver(info, key, outcome)) outcomes.add([outcome])
    }
}

/**
 * One statement and one transaction; where the records need not be given back, one for each batch
 * of them, so that no more than that many are held.
 */
const changeAll = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  { filter, signal, ...options }: Ask,
  outcomes: Outcomes,
): Promise<void> => {
  const change = async (part: Node | undefined) => {
    const { value, notifications } = await transact(scope, async (inner) => {
      const changed = await changeTogether(inner, changeset, part)
      signal?.throwIfAborted()
      return changed
    })
    outcomes.add(value)
    await deliver(scope, notifications)
  }
  const size = sizeOf(options)
  if (!size) return change(filter)
  const allowed = conjunction(
    filter,
    authorizeChange(scope, changeset),
    writeFilter(scope, changeset),
  )
  for await (const keys of keysOf(scope, changeset.resource, allowed, size))
    await change(conjunction(keysFilter(changeset.resource, keys), filter))
}

/**
 * One input for every record that a query leaves and the policies allow: one statement where no
 * hook and no stored record stands between and nothing unique is set, else each record by itself,
 * by primary key. An input that is wrong, or an action that the actor may not run at all, fails as
 * a whole.
 */
export const bulkChange = async (
  scope: ActionScope,
  info: ActionInfo,
  query: AnyQuery,
  input: unknown,
  options: BulkOptions = {},
): Promise<BulkResult<unknown>> => {
  assertQuery(query, info.label, choosing)
  const cast = castWithoutKey(info, input)
  if (cast.errors.length) throw groupErrors(cast.errors)
  const { filter } = await runThrough(
    narrowed,
    startRead(scope, { info: primaryRead(info.resource), input: {}, query }),
  )
  const changeset = wantsRecord(info)
    ? buildWithoutRecord(scope, info, cast)
    : buildChangeset(scope, info, cast)
  if (changeset) assertValid(changeset, 'built')
  const outcomes = new Outcomes(options)
  const ask = { ...options, info, input: input as Values, filter }
  if (changeset && isPlain(changeset) && !exchanges(scope, changeset) && !looksUp(changeset))
    await changeAll(scope, changeset, ask, outcomes)
  else {
    const allowed = changeset
      ? conjunction(filter, authorizeChange(scope, changeset), writeFilter(scope, changeset))
      : filter
    await changeEach(scope, { ...ask, filter: allowed }, outcomes)
  }
  return outcomes.result
}
