import { DefinitionError } from '../../error/definition-error.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { IdentityTaken } from '../../error/identity-taken.ts'
import { bind } from '../../expression/bind.ts'
import { type Node, valueNode } from '../../expression/node.ts'
import type { IdentityInfo } from '../../resource/info.ts'
import { defaultOf } from '../../type/cast-field.ts'
import type { ActionInfo } from '../action-info.ts'
import type { Permission } from '../authorize.ts'
import { bindingsOf } from '../bindings.ts'
import { conjunction } from '../conjunction.ts'
import { keyFilter, keyOf, matching } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import { authorizeChange } from './authorize-write.ts'
import { type ChangesetValue, sameValue } from './changeset-value.ts'
import { findOne } from './explain-miss.ts'
import { storeCreate } from './store-create.ts'
import { differs, fitting, touched } from './store-update.ts'
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

/**
 * What an upsert sets on the stored record: the named fields, one that was not given going back to its default; else what was given.
 * Expressions are over the stored record.
 */
const updated = (scope: ActionScope, changeset: ChangesetValue, stored: Readonly<Record<string, unknown>>, { keys }: IdentityInfo): Record<string, Node> => {
  const { attributes, state, resource } = changeset
  const bindings = bindingsOf(scope, changeset.arguments)
  const named = state.info.definition.upsert?.fields
  const names = named ?? Object.keys(attributes).filter((name) => !state.defaulted.has(name) && !keys.includes(name) && !resource.primaryKey.includes(name))
  return Object.fromEntries(
    names.flatMap((name): [string, Node][] => {
      const attribute = resource.attributes.get(name)!
      const expression = state.evaluated[name]
      if (expression) return [[name, bind(expression, bindings)]]
      const value = Object.hasOwn(attributes, name) ? attributes[name] : (defaultOf(attribute.field) ?? null)
      return sameValue(attribute, stored[name], value) ? [] : [[name, valueNode(value)]]
    }),
  )
}

const update = async (scope: ActionScope, changeset: ChangesetValue, stored: Readonly<Record<string, unknown>>, identity: IdentityInfo): Promise<Written> => {
  const { info } = changeset.state
  const { resource } = info
  const key = keyOf(resource, stored)
  const allowed = conjunction(keyFilter(resource, key), authorizeUpsert(scope, changeset))!
  if (!(await findOne(scope, info, allowed))) throw new ForbiddenError({ resource: resource.name, action: info.name })
  const set = updated(scope, changeset, stored, identity)
  const change = differs(set)
  const [row] = change ? await scope.connection.update({ resource, filter: conjunction(allowed, change)!, set: { ...set, ...touched(changeset, set) } }) : []
  // It is locked and was found a moment ago, so nothing but its being as wanted already leaves none.
  if (!row) return { row: { ...stored }, type: undefined, changed: [] }
  const changed = Object.keys(set).filter((name) => !sameValue(resource.attributes.get(name)!, stored[name], row[name]))
  return { row: fitting(changeset.with({ expressions: changeset.state.evaluated }), row), type: 'update', changed }
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
