import type { Computed, LoadPlan, ReadPlan } from '../../data-layer/data-layer.ts'
import { isAmbiguous } from '../../data-layer/foreign-key.ts'
import { NoSuchFieldError } from '../../error/no-such-name.ts'
import type { Node, SortNode } from '../../expression/node.ts'
import type { RelationshipInfo, ResourceInfo } from '../../resource/info.ts'
import type { LoadQuery } from '../../resource/load.ts'
import { conditionNode, refsOf } from '../../resource/make-refs.ts'
import { type AnySortKey, sortNodes } from '../../resource/sort-nodes.ts'
import { conjunction } from '../authorize/conjunction.ts'
import { primaryRead } from '../contract/action-info.ts'
import { guard } from './guard.ts'
import type { Reading } from './reading.ts'
import { stable } from './stable-sort.ts'
import { perObject } from '../../text/lazy.ts'

/** What to load, whatever the resource. */
export type AnyLoad = Readonly<Record<string, unknown>>
export interface Selection {
  readonly select: readonly string[]
  readonly computed: Readonly<Record<string, Computed>>
  readonly loads: Readonly<Record<string, LoadPlan>>
}

/** The attributes that are read unless more is asked for. */
export const defaultSelect = perObject((info: ResourceInfo): readonly string[] =>
  Object.freeze(
    [...info.attributes.values()]
      .filter(({ selectedByDefault, primaryKey }) => selectedByDefault || primaryKey)
      .map(({ name }) => name),
  ),
)

const nothing: Readonly<Record<string, never>> = Object.freeze({})

const unknown = (info: ResourceInfo, name: string) =>
  new NoSuchFieldError({
    resource: info.name,
    field: name,
    known: [
      ...info.relationships.keys(),
      ...info.calculations.keys(),
      ...info.aggregates.keys(),
      ...info.attributes.keys(),
    ],
    path: ['load', name],
  })

const computedOf = (reading: Reading, info: ResourceInfo, name: string): Computed | undefined => {
  const derived = info.calculations.get(name) ?? info.aggregates.get(name)
  return (
    derived && {
      node: reading.bind(info, guard(reading.visible, info, derived.node)),
      type: derived.type,
    }
  )
}

type AnyLoadQuery = Omit<LoadQuery<never>, 'load' | 'sort'> & {
  readonly load?: AnyLoad
  readonly sort?: readonly AnySortKey[]
}
const queryOf = (spec: unknown): AnyLoadQuery => {
  if (spec === true) return nothing
  const options = spec as {
    readonly kind?: unknown
    readonly load?: AnyLoad
    readonly query?: AnyLoadQuery
  }
  return options.kind === 'related'
    ? { ...options.query, load: options.load ?? nothing }
    : { load: options }
}

const sortOf = (
  reading: Reading,
  { destination, sort }: RelationshipInfo,
  keys: readonly AnySortKey[] | undefined,
): readonly SortNode[] => {
  const own = keys
    ? sortNodes(destination, keys)
    : sort.length
      ? sort
      : sortNodes(destination, primaryRead(destination).definition.sort)
  return stable(
    destination,
    own.map((key) => ({ ...key, by: reading.trusted(destination, key.by) })),
  )
}

/**
 * What counts of the related records: as a condition on them, or on the candidates where a to-one
 * relationship has to choose.
 */
const counting = (
  { visible }: Reading,
  relationship: RelationshipInfo,
): { readonly filter?: Node | undefined; readonly join?: Node | undefined } =>
  isAmbiguous(relationship)
    ? { join: visible.related(relationship) }
    : { filter: visible.related(relationship), join: visible.joined(relationship) }

const loadPlan = (reading: Reading, relationship: RelationshipInfo, spec: unknown): LoadPlan => {
  const { destination, many } = relationship
  const { filter, sort, limit, offset, load = nothing } = queryOf(spec)
  const counts = counting(reading, relationship)
  const own =
    filter &&
    conditionNode(filter, refsOf(destination), { resource: destination.name, path: ['filter'] })
  const whole = conjunction(
    counts.filter,
    relationship.filter && reading.bind(destination, relationship.filter),
    own && reading.trusted(destination, own),
  )
  const plan: ReadPlan = {
    resource: destination,
    sort: many ? sortOf(reading, relationship, sort) : [],
    ...selectionOf(reading, destination, load),
    ...(whole ? { filter: whole } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  }
  return { relationship, plan, ...(counts.join ? { join: counts.join } : {}) }
}

/**
 * What a read returns for a load: attributes, calculations, aggregates and related records, each
 * related one under its own read policies.
 */
export const selectionOf = (
  reading: Reading,
  info: ResourceInfo,
  load: AnyLoad | undefined,
): Selection => {
  if (!load) return { select: defaultSelect(info), computed: nothing, loads: nothing }
  const more: string[] = []
  const computed: Record<string, Computed> = {}
  const loads: Record<string, LoadPlan> = {}
  for (const [name, spec] of Object.entries(load)) {
    if (spec === undefined || spec === false) continue
    const relationship = info.relationships.get(name)
    const value = relationship ? undefined : computedOf(reading, info, name)
    if (relationship) loads[name] = loadPlan(reading, relationship, spec)
    else if (value) computed[name] = value
    else if (info.attributes.has(name)) more.push(name)
    else throw unknown(info, name)
  }
  const select = defaultSelect(info)
  return { select: more.length ? [...new Set([...select, ...more])] : select, computed, loads }
}
