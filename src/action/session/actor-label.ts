import { resourceInfo } from '../../resource/resource-info.ts'
import type { AnyResource } from '../../resource/resource.ts'
import { clip } from '../../text/shown.ts'

const isResource = (value: unknown): value is AnyResource =>
  typeof value === 'function' && 'resourceName' in value

const keyNames = (type: unknown): readonly string[] => {
  if (!isResource(type)) return ['id']
  const { primaryKey, attributes } = resourceInfo(type)
  return primaryKey.filter((name) => !attributes.get(name)?.sensitive)
}

const isPlain = (value: unknown) => ['string', 'number', 'bigint'].includes(typeof value)

/** Who acts, for a log: the name of the class and the key. Nothing else of an actor is read. */
export const actorLabel = (actor: unknown): string => {
  if (typeof actor !== 'object' || actor === null) return 'anonymous'
  const type: unknown = Object.getPrototypeOf(actor)?.constructor
  const name = isResource(type)
    ? type.resourceName
    : typeof type === 'function' && type !== Object
      ? type.name
      : 'actor'
  const key = keyNames(type)
    .map((each) => (actor as Readonly<Record<string, unknown>>)[each])
    .filter(isPlain)
  return [name, ...key].map((part) => clip(String(part))).join(' ')
}
