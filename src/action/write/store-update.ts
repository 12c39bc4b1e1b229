import type { DataRow } from '../../data-layer/data-layer.ts'
import { groupErrors } from '../../error/error-group.ts'
import { bind } from '../../expression/bind.ts'
import { call, type Node, refNode, valueNode } from '../../expression/node.ts'
import { typedOperands } from '../../resource/typed-operands.ts'
import { castField } from '../../type/cast-field.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import type { Permission } from '../authorize/authorize.ts'
import { bindingsOf, conjunction } from '../authorize/conjunction.ts'
import { declaredFilter } from '../read/declared-filter.ts'
import { type Key, keyFilter } from '../session/key.ts'
import type { ActionScope } from '../session/scope.ts'
import { type ChangesetValue, sameValue } from './changeset-value.ts'
import { reachByKey, visible } from './find-record.ts'
import type { Written } from './written.ts'

/** The condition that the action and its changes put on the stored record. */
export const writeFilter = (scope: ActionScope, changeset: ChangesetValue): Node | undefined => {
  const { info, filter } = changeset.state
  const own =
    filter && typedOperands(info.resource, bind(filter, bindingsOf(scope, changeset.arguments)))
  return conjunction(declaredFilter(scope, info, changeset.arguments, info.definition.where), own)
}

/** The new values as trees; where the stored record is known, what stays the same is left out. */
export const changes = (scope: ActionScope, changeset: ChangesetValue): Record<string, Node> => {
  const { attributes, expressions, record, resource } = changeset
  const bindings = bindingsOf(scope, changeset.arguments)
  const values = Object.entries(attributes).filter(
    ([name, value]) => !record || !sameValue(resource.attributes.get(name)!, record[name], value),
  )
  return {
    ...Object.fromEntries(values.map(([name, value]) => [name, valueNode(value)])),
    ...Object.fromEntries(
      Object.entries(expressions).map(([name, node]) => [name, bind(node, bindings)]),
    ),
  }
}

export const differs = (set: Readonly<Record<string, Node>>): Node | undefined => {
  const conditions = Object.entries(set).map(([name, node]) =>
    call('isDistinctFrom', refNode([], name), node),
  )
  return conditions.length > 1 ? call('or', ...conditions) : conditions[0]
}

/** The stored row, if what the storage computed is allowed; else its transaction ends here. */
export const fitting = (
  { expressions, resource, state }: ChangesetValue,
  row: DataRow,
): DataRow => {
  const errors = Object.keys(expressions).flatMap((name) => {
    const result = castField(resource.attributes.get(name)!.field, row[name])
    return result.ok
      ? []
      : errorsOfIssues(prefixIssues([name], result.issues), {
          kind: 'attribute',
          of: state.info.label,
        })
  })
  if (errors.length) throw groupErrors(errors)
  return row
}

/** What goes with every real change, such as the time of it. */
export const touched = (
  { resource }: ChangesetValue,
  set: Readonly<Record<string, unknown>>,
): Record<string, Node> => {
  const fields = [...resource.attributes.values()].filter(
    ({ name, field }) => field.options.updateDefault && !Object.hasOwn(set, name),
  )
  return Object.fromEntries(
    fields.map(({ name, field }) => [name, valueNode(field.options.updateDefault?.())]),
  )
}

/**
 * Updates the record in one statement: the key, the policies, those of reads too, and the action's
 * condition are its filter, and that something really changes. Where it finds none, a read tells a
 * record that already is as wanted from one that is missing, hidden, forbidden or not as required.
 */
export const storeUpdate = async (
  scope: ActionScope,
  changeset: ChangesetValue,
  key: Key,
  permission: Permission,
): Promise<Written> => {
  const { info, requirements } = changeset.state
  const { resource } = info
  const where = writeFilter(scope, changeset)
  const set = changes(scope, changeset)
  const change = differs(set)
  if (change) {
    const filter = conjunction(
      keyFilter(resource, key),
      visible(scope, info),
      permission,
      where,
      ...requirements.map(({ node }) => node),
      change,
    )!
    const [row] = await scope.connection.update({
      resource,
      filter,
      set: { ...set, ...touched(changeset, set) },
    })
    if (row) return { row: fitting(changeset, row), type: 'update', changed: Object.keys(set) }
  }
  return {
    row: await reachByKey(scope, info, key, { permission, where, requirements }),
    type: undefined,
    changed: [],
  }
}
