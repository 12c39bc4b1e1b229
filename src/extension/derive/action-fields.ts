import type { ActionInfo } from '../../action/action-info.ts'
import type { AnyField, Fields } from '../../type/field.ts'

/** What a caller may give an action, by where it goes. */
export interface ActionFields {
  /** Names the record to change: the primary key, of updates and destroys. */
  readonly key: Fields
  /** The accepted attributes that are public. */
  readonly attributes: Fields
  /** The arguments but those that are `readOnly()`: only code may give these. */
  readonly arguments: Fields
}

const keyOf = ({ kind, resource: { primaryKey, attributes } }: ActionInfo): Fields => {
  if (kind !== 'update' && kind !== 'destroy') return {}
  const names = primaryKey.includes('id') ? ['id'] : primaryKey
  return Object.fromEntries(names.map((name) => [name, attributes.get(name)?.field as AnyField]))
}

const acceptedBy = ({ accept, resource: { attributes } }: ActionInfo): Fields =>
  Object.fromEntries(
    accept
      .flatMap((name) => attributes.get(name) ?? [])
      .filter((attribute) => attribute.public && attribute.writable)
      .map(({ name, field }) => [name, field]),
  )

export const actionFields = (action: ActionInfo): ActionFields => ({ key: keyOf(action), attributes: acceptedBy(action), arguments: action.inputArguments })
