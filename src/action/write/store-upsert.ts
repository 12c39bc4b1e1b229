import type { DataRow } from '../../data-layer/data-layer.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { IdentityTaken } from '../../error/identity-taken.ts'
import { bind } from '../../expression/bind.ts'
import { type Node, valueNode } from '../../expression/node.ts'
import type { IdentityInfo } from '../../resource/info.ts'
import { defaultOf } from '../../type/cast-field.ts'
import type { ActionInfo } from '../action-info.ts'
import { bindingsOf } from '../bindings.ts'
import { conjunction, inOrder } from '../conjunction.ts'
import { keyFilter, keyOf, matching } from '../key.ts'
import type { ActionScope } from '../scope.ts'
import { assertCreatable, type Permit } from './authorize-write.ts'
import { type ChangesetValue, sameValue } from './changeset-value.ts'
import { findOne, visible } from './find-record.ts'
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

/** The record with the identity that an upsert gives; undefined where it gives none that could be stored already. */
export const identityFilter = (changeset: ChangesetValue): Node | undefined => {
  const { keys, nullsDistinct } = identityOf(changeset.state.info)
  const complete = !nullsDistinct || keys.every((name) => (changeset.attributes[name] ?? null) !== null)
  return complete ? matching(keys, changeset.attributes) : undefined
}

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

const update = async (scope: ActionScope, changeset: ChangesetValue, stored: DataRow, permit: Permit): Promise<Written> => {
  const { info } = changeset.state
  const { resource } = info
  const key = keyOf(resource, stored)
  const allowed = conjunction(keyFilter(resource, key), permit.update)!
  if (!(await findOne(scope, info, allowed))) throw new ForbiddenError({ resource: resource.name, action: info.name })
  const set = updated(scope, changeset, stored, identityOf(info))
  const change = differs(set)
  const [row] = change ? await scope.connection.update({ resource, filter: conjunction(allowed, change)!, set: { ...set, ...touched(changeset, set) } }) : []
  // It is locked and was found a moment ago, so nothing but its being as wanted already leaves none.
  if (!row) return { row: { ...stored }, type: undefined, changed: [] }
  const changed = Object.keys(set).filter((name) => !sameValue(resource.attributes.get(name)!, stored[name], row[name]))
  return { row: fitting(changeset.with({ expressions: changeset.state.evaluated }), row), type: 'update', changed }
}

/**
 * Updates the record with this identity where there is one that the actor may see, under the update policies as it is stored; else creates it.
 * A hidden one is not found, so its identity is taken. Should another transaction create it in between, it is looked up again.
 */
export const storeUpsert = async (scope: ActionScope, changeset: ChangesetValue, permit: Permit, attempt = 1): Promise<Written> => {
  const { info } = changeset.state
  const named = identityFilter(changeset)
  await assertCreatable(scope, changeset, permit.permission, 'hooked')
  const stored = named && (await findOne(scope, info, inOrder(named, visible(scope, info)), 'update'))
  if (stored) return update(scope, changeset, stored, permit)
  try {
    return (await transact(scope, (inner) => storeCreate(inner, changeset, permit.permission))).value
  } catch (error) {
    if (!(error instanceof IdentityTaken) || error.variables['identity'] !== identityOf(info).name || attempt === attempts) throw error
    return storeUpsert(scope, changeset, permit, attempt + 1)
  }
}
