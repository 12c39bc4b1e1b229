import { type Node, refNode } from '../../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import type { Type } from '../../type/type.ts'

export interface PublicField {
  readonly name: string
  readonly type: Type<unknown>
  readonly node: Node
  readonly sensitive: boolean
}

const visible = <V extends { readonly name: string; readonly public: boolean }>(
  group: ReadonlyMap<string, V>,
): V[] => [...group.values()].filter((one) => one.public)

/**
 * The field of this name that a caller may name; undefined where there is none or it is private.
 */
export const publicField = (info: ResourceInfo, name: string): PublicField | undefined => {
  const attribute = info.attributes.get(name)
  const field = attribute ?? info.calculations.get(name) ?? info.aggregates.get(name)
  return field?.public
    ? {
        name,
        type: field.type,
        node: refNode([], name, 'input'),
        sensitive: attribute?.sensitive ?? false,
      }
    : undefined
}

export const publicRelationship = (
  info: ResourceInfo,
  name: string,
): RelationshipInfo | undefined => {
  const relationship = info.relationships.get(name)
  return relationship?.public ? relationship : undefined
}

/** Names a caller may use, for "did you mean". */
export const publicNames = (info: ResourceInfo): string[] =>
  [
    ...visible(info.attributes),
    ...visible(info.calculations),
    ...visible(info.aggregates),
    ...visible(info.relationships),
  ].map(({ name }) => name)
