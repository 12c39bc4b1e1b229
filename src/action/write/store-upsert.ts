import { DefinitionError } from '../../error/definition-error.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { IdentityTaken } from '../../error/identity-taken.ts'
import { StaleRecord } from '../../error/stale-record.ts'
import { type Node, valueNode } from '../../expression/node.ts'
import type { IdentityInfo } from '../../resource/info.ts'
import { defaultOf } from '../../type/cast-field.ts'
import type { ActionInfo } from '../action-info.ts'
import type { Permission } from '../authorize.ts'
import { conjunction } from '../conjunction.ts'
import { keyFilter, keyOf, matching } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import { authorizeChange } from './authorize-write.ts'
import { type ChangesetValue, sameValue } from './changeset-value.ts'
import { findOne } from './explain-miss.ts'
import { storeCreate } from './store-create.ts'
import { touched } from './store-update.ts'
import { transact } from './transact.ts'
import type { Written } from './written.ts'

const attempts = 3

const identityOf = ({ resource, definition, name }: ActionInfo): IdentityInfo => {
  const wanted = definition.upsert?.identity ?? ''
  const found = resource.identities.get(wanted)
  if (found) return found
  throw new DefinitionError({
    resource: resource.name,
    path: ['actions', name, 'upsert'],
    problem: `"${wanted}" is no identity`,
    fix: `There are: ${[...resource.identities.keys()].join(', ') || 'none'}.`,
  })
}

/** An upsert may turn out to be an update, so the actor needs that permission too. */
export const authorizeUpsert = (scope: ActionScope, changeset: ChangesetValue): Permission => authorizeChange(scope, changeset, 'update')

/** What an upsert sets on the stored record: the named fields, one that was not given going back to its default; else what was given. */
const updated = (changeset: ChangesetValue, { keys }: IdentityInfo): Record<string, unknown> => {
  const { attributes, state, resource } = changeset
  const named = state.info.definition.upsert?.fields as readonly string[] | undefined
  const names = named ?? Object.keys(attributes).filter((name) => !state.defaulted.has(name) && !keys.includes(name) && !resource.primaryKey.includes(name))
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(attributes, name) ? attributes[name] : (defaultOf(resource.attributes.get(name)!.field) ?? null)]),
  )
}

const update = async (scope: ActionScope, changeset: ChangesetValue, stored: Readonly<Record<string, unknown>>, identity: IdentityInfo): Promise<Written> => {
  const { info } = changeset.state
  const { resource } = info
  const key = keyOf(resource, stored)
  const allowed = conjunction(keyFilter(resource, key), authorizeUpsert(scope, changeset))!
  if (!(await findOne(scope, info, allowed))) throw new ForbiddenError({ resource: resource.name, action: info.name })
  const values = Object.entries(updated(changeset, identity)).filter(([name, value]) => !sameValue(resource.attributes.get(name)!, stored[name], value))
  if (values.length === 0) return { row: { ...stored }, type: undefined, changed: [] }
  const set: Record<string, Node> = Object.fromEntries(values.map(([name, value]) => [name, valueNode(value)]))
  const [row] = await scope.connection.update({ resource, filter: allowed, set: { ...set, ...touched(changeset, set) } })
  if (!row) throw new StaleRecord({ resource: resource.name, key })
  return { row, type: 'update', changed: Object.keys(set) }
}

/**
 * Updates the record with this identity where there is one, under the update policies as it is stored; else creates it.
 * Should another transaction create it in between, it is looked up again.
 */
export const storeUpsert = async (scope: ActionScope, changeset: ChangesetValue, check: Permission, attempt = 1): Promise<Written> => {
  const { info } = changeset.state
  const identity = identityOf(info)
  const complete = !identity.nullsDistinct || identity.keys.every((name) => (changeset.attributes[name] ?? null) !== null)
  const stored = complete ? await findOne(scope, info, matching(identity.keys, changeset.attributes), 'update') : undefined
  if (stored) return update(scope, changeset, stored, identity)
  try {
    return (await transact(scope, (inner) => storeCreate(inner, changeset, check))).value
  } catch (error) {
    if (!(error instanceof IdentityTaken) || error.variables.identity !== identity.name || attempt === attempts) throw error
    return storeUpsert(scope, changeset, check, attempt + 1)
  }
}
