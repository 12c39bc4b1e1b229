import { InvalidArgument } from '../../error/invalid-argument.ts'
import { NoSuchField } from '../../error/no-such-field.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { loadableNames } from './public-fields.ts'

/** What to load, by name: the untyped form of `Load`. */
export interface LoadRequest {
  readonly [name: string]: true | LoadRequest | RelatedRequest
}
interface RelatedRequest {
  readonly kind: 'related'
  readonly load: LoadRequest
}

const isRelated = (request: object): request is RelatedRequest => 'query' in request && 'load' in request && 'kind' in request && request.kind === 'related'

/** Each name with what to load of what it names. */
export const loadsOf = (load: LoadRequest): [string, LoadRequest][] =>
  Object.entries(load).map(([name, nested]) => [name, nested === true ? {} : isRelated(nested) ? nested.load : nested])

const deepest = 4
const most = 32

const invalid = (message: string) => new InvalidArgument({ field: 'load', rule: 'load', message })

type Tree = { [name: string]: true | Tree }

const add = (tree: Tree, resource: ResourceInfo, [name, ...rest]: readonly string[], path: string): void => {
  if (name === undefined || !loadableNames(resource).includes(name))
    throw new NoSuchField({ resource: resource.name, field: name ?? '', known: loadableNames(resource), path: ['load', path] })
  const relationship = resource.relationships.get(name)
  if (rest.length && !relationship) throw invalid(`names "${path}", but ${resource.name}.${name} is no relationship`)
  const below = tree[name]
  if (!rest.length || !relationship) {
    tree[name] = below ?? true
    return
  }
  const nested: Tree = below === undefined || below === true ? {} : below
  tree[name] = nested
  add(nested, relationship.destination, rest, path)
}

/** A caller's load, `['author', 'comments.author']`: public relationships, calculations and aggregates only. Throws what is wrong with it. */
export const decodeLoad = (resource: ResourceInfo, given: unknown): LoadRequest => {
  if (!Array.isArray(given) || !given.every((path) => typeof path === 'string')) throw invalid('must be a list of names such as ["author", "comments.author"]')
  if (given.length > most) throw invalid(`must name at most ${most} things`)
  const tree: Tree = {}
  for (const path of given) {
    const segments = path.slice(0, 200).split('.')
    if (segments.length > deepest) throw invalid(`must follow at most ${deepest} relationships`)
    add(tree, resource, segments, path.slice(0, 200))
  }
  return tree
}
