import type { Node } from '../../../../expression/node.ts'
import type { Storage, Type } from '../../../../type/type.ts'
import {
  castTo,
  commonStorage,
  eitherMagnitude,
  type Fragment,
  type Magnitude,
  untyped,
} from '../fragment.ts'
import type { ValuePlace, QueryScope } from '../scope.ts'

/** How an operator is written. */
export type OperatorSql = (
  operands: readonly Node[],
  scope: QueryScope,
  place: ValuePlace,
) => Fragment

const isNull = (node: Node) => node.kind === 'value' && (node.value ?? null) === null

/**
 * Operands brought to one type: values follow what they are compared with, otherwise what the place
 * asks for.
 */
export const alike = (
  nodes: readonly Node[],
  scope: QueryScope,
  target?: ValuePlace['like'],
): {
  readonly fragments: readonly Fragment[]
  readonly storage: Storage
  readonly type: Type<unknown> | undefined
  readonly magnitude: Magnitude | undefined
} => {
  const typed = nodes.map((node) =>
    node.kind === 'value' ? undefined : scope.expression(node, target ? { like: target } : {}),
  )
  const present = typed.filter((fragment) => fragment !== undefined)
  const like = present.some(({ storage }) => storage !== untyped)
    ? {
        storage: commonStorage(present.map(({ storage }) => storage)),
        type: present.find(({ type }) => type)?.type,
      }
    : target
  const all = nodes.map(
    (node, i) =>
      typed[i] ?? (isNull(node) ? undefined : scope.expression(node, like ? { like } : {})),
  )
  const storages = all.flatMap((fragment) =>
    fragment && fragment.storage !== untyped ? [fragment.storage] : [],
  )
  const storage = storages.length ? commonStorage(storages) : (target?.storage ?? 'text')
  const fragments = nodes.map((node, i) =>
    castTo(all[i] ?? scope.expression(node, { like: { storage } }), storage),
  )
  return { fragments, storage, type: like?.type, magnitude: eitherMagnitude(fragments) }
}
