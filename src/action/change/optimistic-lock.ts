import { DefinitionError } from '../../error/definition-error.ts'
import { call, expression, refNode, valueNode } from '../../expression/node.ts'
import { actionInfo } from '../action-info.ts'
import type { Change } from '../change.ts'
import type { NumberAttribute } from './increment.ts'

/**
 * Refuses a write on a version that is not the stored one with `stale_record`, and counts the version up.
 * The version the caller saw is the argument of the same name as the attribute, or another one named.
 *
 * @example
 * edit: update(Post, { accept: ['title'], arguments: { seen: t.integer() }, changes: [optimisticLock(Post, 'version', 'seen')] })
 */
export const optimisticLock =
  <X, const K extends NumberAttribute<X>>(_resource: X, name: K, argument: string = name): Change<X> =>
  (changeset) => {
    const { label, arguments: declared } = actionInfo(changeset.action)
    if (!Object.hasOwn(declared, argument))
      throw new DefinitionError({
        resource: label,
        problem: `optimisticLock needs the argument "${argument}", which is not declared`,
        fix: `Declare it: arguments: { ${argument}: t.integer() }.`,
      })
    const version = refNode([], name)
    const locked = changeset.where(() => expression(call('eq', version, valueNode(changeset.arguments[argument]))))
    return changeset.kind === 'destroy' ? locked : locked.set({ [name]: expression(call('add', version, valueNode(1))) } as never)
  }
