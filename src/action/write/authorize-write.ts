import { ForbiddenError } from '../../error/forbidden-error.ts'
import { expression } from '../../expression/node.ts'
import { partialTruth } from '../../expression/simplify.ts'
import { authorizeAction, type Permission } from '../authorize/authorize.ts'
import { leavesNothing } from '../authorize/conjunction.ts'
import type { ActionScope } from '../session/scope.ts'
import type { Stage } from './build-changeset.ts'
import { type ChangesetValue, isHooked } from './changeset-value.ts'
import { RelatedValues } from './related-values.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * What the write sets by itself, defaults not counted: values, and expressions as such, so that no
 * value is taken for a tree.
 */
export const changingValues = ({ state }: ChangesetValue): Values => ({
  ...Object.fromEntries(
    Object.entries(state.attributes).filter(([name]) => !state.defaulted.has(name)),
  ),
  ...Object.fromEntries(
    Object.entries(state.expressions).map(([name, node]) => [name, expression(node)]),
  ),
})

/**
 * The new record as far as it is known: what is not given is null, but for what the storage fills
 * in and what it must have and a hook may still give.
 */
const knownOf = (changeset: ChangesetValue, stage: Stage): Values => {
  const { attributes, resource } = changeset
  const waits = stage === 'built' && isHooked(changeset)
  const absent = [...resource.attributes.values()].filter(
    ({ name, generated, nullable }) =>
      !generated && !Object.hasOwn(attributes, name) && (nullable || !waits),
  )
  return { ...Object.fromEntries(absent.map(({ name }) => [name, null])), ...attributes }
}

const refused = ({ state: { info } }: ChangesetValue) =>
  new ForbiddenError({ resource: info.resource.name, action: info.name })

/**
 * The permission to create: decided from the actor and the values where they suffice. What is left
 * is a condition on the stored record, to be checked before the transaction commits.
 */
export const authorizeCreate = (
  scope: ActionScope,
  changeset: ChangesetValue,
  stage: Stage,
): Permission => {
  const { info } = changeset.state
  const facts = knownOf(changeset, stage)
  const filter = authorizeAction(scope, info, {
    arguments: changeset.arguments,
    changing: changingValues(changeset),
    facts,
  })
  // The policies were asked with what is known; what they left may still be decided by the keys of
  // what the record belongs to.
  const remaining = filter && partialTruth(filter, facts)
  if (leavesNothing(remaining)) throw refused(changeset)
  return remaining?.kind === 'value' ? undefined : remaining
}

/**
 * Refuses a create that what its keys lead to does not allow, before anything is stored.
 * What only the stored record can tell is left to it: that is given, as a condition.
 */
export const assertCreatable = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  remaining: Permission,
  stage: Stage,
): Promise<Permission> => {
  if (!remaining) return undefined
  const values = knownOf(changeset, stage)
  const answered = partialTruth(
    await new RelatedValues(scope, { info: changeset.resource, values }).fillIn(remaining),
    values,
  )
  if (leavesNothing(answered)) throw refused(changeset)
  return answered.kind === 'value' ? undefined : answered
}

/** The permission to change a stored record, as it is before the change. */
export const authorizeChange = (
  scope: ActionScope,
  changeset: ChangesetValue,
  kind = changeset.state.info.kind,
): Permission =>
  authorizeAction(scope, changeset.state.info, {
    arguments: changeset.arguments,
    changing: changingValues(changeset),
    kind,
  })

/** What the policies left of a write to be checked on the data. */
export interface Permit {
  /** The changeset that they were asked about. */
  readonly changeset: ChangesetValue
  /** On the new record of a create, on the stored record of an update or destroy. */
  readonly permission: Permission
  /** On the stored record that an upsert may find. */
  readonly update: Permission
}

/** Asks the policies. Throws where they refuse whatever the data. */
export const authorizeWrite = (
  scope: ActionScope,
  changeset: ChangesetValue,
  stage: Stage,
): Permit => {
  const { kind, definition } = changeset.state.info
  return {
    changeset,
    permission:
      kind === 'create'
        ? authorizeCreate(scope, changeset, stage)
        : authorizeChange(scope, changeset),
    update: definition.upsert && authorizeChange(scope, changeset, 'update'),
  }
}
