import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { NoSuchFieldError } from '../../error/no-such-name.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import { clip, shown } from '../../text/shown.ts'
import { loadableNames } from './public-fields.ts'
import type { CallerLimits } from '../../text/limits.ts'

/** What to load, by name: the untyped form of `Load`. */
export interface LoadRequest {
  readonly [name: string]: true | LoadRequest | RelatedRequest
}
interface RelatedRequest {
  readonly kind: 'related'
  readonly query: { readonly limit?: number }
  readonly load: LoadRequest
}

const isRelated = (request: object): request is RelatedRequest =>
  'query' in request && 'load' in request && 'kind' in request && request.kind === 'related'

/** Each name with what to load of what it names. */
export const loadsOf = (load: LoadRequest): [string, LoadRequest][] =>
  Object.entries(load).map(([name, nested]) => [
    name,
    nested === true ? {} : isRelated(nested) ? nested.load : nested,
  ])

const invalid = (message: string) =>
  new InvalidArgumentError({ field: 'load', rule: 'load', message })

/**
 * One name of a caller's load: what it leads to, and how many records of it there may be for each
 * record.
 */
interface Branch {
  readonly relationship: RelationshipInfo | undefined
  limit: number | undefined
  readonly below: Map<string, Branch>
}
type Tree = Map<string, Branch>

const limitOf = (
  text: string | undefined,
  relationship: RelationshipInfo | undefined,
  path: string,
  { relatedMax }: CallerLimits,
): number | undefined => {
  if (text === undefined) return undefined
  if (!relationship?.many)
    throw invalid(`has a number with "${path}", which is not a list of records`)
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > relatedMax)
    throw invalid(`must give a number from 1 to ${relatedMax} with "${path}", got ${shown(text)}`)
  return limit
}

const add = (
  tree: Tree,
  resource: ResourceInfo,
  [segment = '', ...rest]: readonly string[],
  path: string,
  limits: CallerLimits,
): void => {
  const [name = '', ...numbers] = segment.split(':')
  if (!loadableNames(resource).includes(name))
    throw new NoSuchFieldError({
      resource: resource.name,
      field: name,
      known: loadableNames(resource),
      path: ['load', path],
    })
  const relationship = resource.relationships.get(name)
  if (rest.length && !relationship)
    throw invalid(`names "${path}", but ${resource.name}.${name} is not a relationship`)
  const branch: Branch = tree.get(name) ?? { relationship, limit: undefined, below: new Map() }
  branch.limit =
    limitOf(numbers.length ? numbers.join(':') : undefined, relationship, path, limits) ??
    branch.limit
  tree.set(name, branch)
  if (rest.length && relationship) add(branch.below, relationship.destination, rest, path, limits)
}

/** How many records a load returns for so many parents, at most. */
const recordsOf = (
  tree: Tree,
  parents: number,
  { related }: Pick<CallerLimits, 'related'>,
): number =>
  [...tree.values()].reduce((sum, { relationship, limit = related, below }) => {
    const own = relationship ? parents * (relationship.many ? limit : 1) : 0
    return sum + own + recordsOf(below, own, { related })
  }, 0)

const requestOf = (tree: Tree, { related }: Pick<CallerLimits, 'related'>): LoadRequest =>
  Object.fromEntries(
    [...tree].map(
      ([name, { relationship, limit = related, below }]): [
        string,
        true | LoadRequest | RelatedRequest,
      ] => {
        const load = requestOf(below, { related })
        if (relationship?.many) return [name, { kind: 'related', query: { limit }, load }]
        return [name, below.size ? load : true]
      },
    ),
  )

/**
 * A caller's load, `['author', 'comments:50.author']`: public relationships, calculations and
 * aggregates only, each list of related records with a limit. `parents` is how many records there
 * may be to load it for. Throws what is wrong with it.
 */
export const decodeLoad = (
  resource: ResourceInfo,
  input: unknown,
  parents: number,
  limits: CallerLimits,
): LoadRequest => {
  if (!Array.isArray(input))
    throw invalid('must be a list of names such as ["author", "comments.author"]')
  if (input.length > limits.loads) throw invalid(`must name at most ${limits.loads} things`)
  const tree: Tree = new Map()
  for (const path of input as readonly unknown[]) {
    if (typeof path !== 'string')
      throw invalid('must be a list of names such as ["author", "comments.author"]')
    const segments = path.slice(0, 200).split('.')
    if (segments.length > limits.path)
      throw invalid(`must follow at most ${limits.path} relationships`)
    add(tree, resource, segments, clip(path), limits)
  }
  const records = parents + recordsOf(tree, parents, limits)
  if (records > limits.records) {
    throw invalid(
      `could return ${records} records with ${parents} at a time, and an answer holds at most ${limits.records}. Lower the limit, ask for fewer with a name ("comments:5"), or load less`,
    )
  }
  return requestOf(tree, limits)
}
