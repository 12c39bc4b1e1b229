import { takenError } from '../../data-layer/constraint-errors.ts'
import { type DataRow, inserted, type Upsert } from '../../data-layer/data-layer.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { bind } from '../../expression/bind.ts'
import { type Node, valueNode } from '../../expression/node.ts'
import type { IdentityInfo } from '../../resource/info.ts'
import { bindingsOf, conjunction } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { matching } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { assertCreatable, type Permit } from './authorize-write.ts'
import type { ChangesetValue } from './changeset-value.ts'
import { reach, type RecordReach, visible } from './find-record.ts'
import { changedBy, checkStored, insertValues, storeCreate } from './store-create.ts'
import { fitting, touched } from './store-update.ts'
import type { Written } from './written.ts'

/** The identity by which an upsert finds its record. */
export const identityOf = ({ resource, definition, name }: ActionInfo): IdentityInfo => {
  const identityName = definition.upsert?.identity ?? ''
  const identity = resource.identities.get(identityName)
  if (identity) return identity
  throw new DefinitionError({
    resource: resource.name,
    path: ['actions', name, 'upsert'],
    problem: `"${identityName}" is not an identity`,
    fix: `There are: ${[...resource.identities.keys()].join(', ') || 'none'}.`,
  })
}

/**
 * The record with the identity in the values of an upsert; undefined if they have none that could
 * be stored already.
 */
export const identityFilter = (changeset: ChangesetValue): Node | undefined => {
  const { keys, nullsDistinct } = identityOf(changeset.state.info)
  const complete =
    !nullsDistinct || keys.every((name) => (changeset.attributes[name] ?? null) !== null)
  return complete ? matching(keys, changeset.attributes) : undefined
}

/**
 * What an upsert sets on the stored record: the named fields, one that was not given going back to
 * its default; else what was given.
 */
const namesOf = (
  { attributes, state, resource }: ChangesetValue,
  { keys }: IdentityInfo,
): readonly string[] =>
  state.info.definition.upsert?.fields ??
  Object.keys(attributes).filter(
    (name) =>
      !state.defaulted.has(name) && !keys.includes(name) && !resource.primaryKey.includes(name),
  )

/**
 * An attribute whose default is its update's too has one value, whichever the upsert turns out to
 * be.
 */
const momentOf = (
  { attributes, state, resource }: ChangesetValue,
  touch: Readonly<Record<string, Node>>,
): Record<string, Node> =>
  Object.fromEntries(
    Object.entries(touch).map(([name, node]) => {
      const { default: initial, updateDefault } = resource.attributes.get(name)!.field.options
      return [
        name,
        initial === updateDefault && state.defaulted.has(name) ? valueNode(attributes[name]) : node,
      ]
    }),
  )

/**
 * What happens where the record is stored already: it changes where the actor may see it and may
 * change it as it is stored. Expressions are over the stored record.
 */
export const upsertPlan = (
  scope: ActionScope,
  changeset: ChangesetValue,
  update: Permit['update'],
): Upsert => {
  const { state } = changeset
  const identity = identityOf(state.info)
  const names = namesOf(changeset, identity)
  const bindings = bindingsOf(scope, changeset.arguments)
  const set = Object.fromEntries(
    names.flatMap((name) =>
      state.evaluated[name] ? [[name, bind(state.evaluated[name], bindings)]] : [],
    ),
  )
  const filter = conjunction(visible(scope, state.info), update)
  return {
    identity: identity.keys,
    fields: names.filter((name) => !state.evaluated[name]),
    set,
    touch: momentOf(
      changeset,
      touched(changeset, Object.fromEntries(names.map((name) => [name, true]))),
    ),
    ...(filter ? { filter } : {}),
    unlessSame: true,
  }
}

/** What an upsert did, by the row that it gave back. */
export const upserted = (
  changeset: ChangesetValue,
  { fields, set = {} }: Upsert,
  row: DataRow,
): Written => {
  if ((row as Record<symbol, unknown>)[inserted] === true)
    return { row, type: 'create', changed: changedBy(row) }
  return {
    row: fitting(changeset.with({ expressions: set }), row),
    type: 'update',
    changed: [...fields, ...Object.keys(set)],
  }
}

/**
 * Why an upsert left its record alone: it is as wanted already, or may not be changed, or is
 * hidden, so that its identity is taken.
 */
export const leftAlone = ({ state: { info } }: ChangesetValue, match: RecordReach): Written => {
  if (match.at === 'record') return { row: match.row, type: undefined, changed: [] }
  throw match.at === 'forbidden'
    ? new ForbiddenError({ resource: info.resource.name, action: info.name })
    : takenError(info.resource, identityOf(info))
}

/**
 * Updates the record with this identity where there is one that the actor may see, under the update
 * policies as it is stored; else creates it. One statement, so that several at once make one
 * record; where it leaves the stored one alone, a read says why. What of the permission to create
 * only a stored record can tell is asked of it as it then is, whichever it turned out to be.
 */
export const storeUpsert = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  { permission, update }: Permit,
): Promise<Written> => {
  const { info } = changeset.state
  const { resource } = info
  const target = identityFilter(changeset)
  const remaining = await assertCreatable(scope, changeset, permission, 'hooked')
  if (!target) return storeCreate(scope, changeset, permission)
  const upsert = upsertPlan(scope, changeset, update)
  const [row] = await scope.connection.create({
    resource,
    records: [insertValues(resource, changeset.attributes)],
    upsert,
  })
  const written = row
    ? upserted(changeset, upsert, row)
    : leftAlone(changeset, await reach(scope, { info, target, permission: update }))
  await checkStored(
    scope,
    changeset,
    written.row,
    written.type === 'create' ? permission : remaining,
  )
  return written
}
