import { ForbiddenError } from '../../error/forbidden-error.ts'
import { expression, type Node } from '../../expression/node.ts'
import { partial } from '../../expression/simplify.ts'
import { authorizeAction, type Permission } from '../authorize.ts'
import { leavesNothing } from '../conjunction.ts'
import type { ActionScope } from '../scope.ts'
import type { ChangesetValue } from './changeset-value.ts'

type Values = Readonly<Record<string, unknown>>

/** What the write sets by itself, defaults not counted: values, and expressions as such, so that no value is taken for a tree. */
export const changing = ({ state }: ChangesetValue): Values => ({
  ...Object.fromEntries(Object.entries(state.attributes).filter(([name]) => !state.defaulted.has(name))),
  ...Object.fromEntries(Object.entries(state.expressions).map(([name, node]) => [name, expression(node)])),
})

const isHooked = ({ hooks }: ChangesetValue) => hooks.beforeTransaction.length > 0 || hooks.beforeAction.length > 0

/** The new record as far as it is known; what a hook may still set is not. */
const knownOf = (changeset: ChangesetValue): Values => {
  const { attributes, resource } = changeset
  if (isHooked(changeset)) return attributes
  const absent = [...resource.attributes.values()].filter(({ name, generated }) => !generated && !Object.hasOwn(attributes, name))
  return { ...Object.fromEntries(absent.map(({ name }) => [name, null])), ...attributes }
}

const decide = (changeset: ChangesetValue, filter: Node, known: Values): Permission => {
  const { info } = changeset.state
  // The policies were asked with what is known; what they left may still be decided by the keys of what the record belongs to.
  const left = partial(filter, known)
  if (leavesNothing(left)) throw new ForbiddenError({ resource: info.resource.name, action: info.name })
  return left.kind === 'value' ? undefined : left
}

/**
 * The permission to create: decided from the actor and the values where they suffice. What is left is a condition on the stored record,
 * to be checked before the transaction commits.
 */
export const authorizeCreate = (scope: ActionScope, changeset: ChangesetValue): Permission => {
  const { info } = changeset.state
  const known = knownOf(changeset)
  const request = { arguments: changeset.arguments, changing: changing(changeset) }
  const filter = authorizeAction(scope, info, { ...request, known })
  const left = filter && decide(changeset, filter, known)
  return isHooked(changeset) ? authorizeAction(scope, info, request) : left
}

/** The permission to change a stored record, as it is before the change. */
export const authorizeChange = (scope: ActionScope, changeset: ChangesetValue, kind = changeset.state.info.kind): Permission =>
  authorizeAction(scope, changeset.state.info, { arguments: changeset.arguments, changing: changing(changeset), kind })
