/**
 * An application as plain data, small enough to print: what is declared, who acts, and what is
 * stored.
 */
export interface World {
  readonly resources: readonly ResourceSpec[]
  readonly actors: readonly Caller[]
  readonly rows: Readonly<Record<string, readonly Row[]>>
}

export type Scalar = number | string | boolean | null
export type Row = Readonly<Record<string, Scalar>>
export type Kind = 'number' | 'text' | 'boolean'

/** Whoever acts; every field may be null or falsy. */
export interface Actor {
  readonly id: number
  readonly level: number | null
  readonly role: string | null
  readonly banned: boolean | null
}
/** Somebody, nobody, or the system, which is asked for no policy. */
export type Caller = Actor | null | 'system'
export const actorFields: Readonly<Record<Kind, readonly (keyof Actor)[]>> = {
  number: ['id', 'level'],
  text: ['role'],
  boolean: ['banned'],
}

export type Operator =
  | 'and'
  | 'or'
  | 'not'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'isNull'
  | 'isDistinctFrom'
  | 'inList'
  | 'coalesce'
  | 'ifElse'
  | 'add'
  | 'multiply'
  | 'concat'
/**
 * An expression. Paths follow relationships by name; the last hop of `exists` and `count` leads to
 * many.
 */
export type Formula =
  | { readonly is: 'value'; readonly value: Scalar | readonly Scalar[] }
  | { readonly is: 'field'; readonly path: readonly string[]; readonly name: string }
  | { readonly is: 'actor'; readonly name: keyof Actor }
  | { readonly is: 'argument'; readonly name: string }
  | { readonly is: 'call'; readonly operator: Operator; readonly operands: readonly Formula[] }
  | { readonly is: 'exists' | 'count'; readonly path: readonly string[]; readonly where?: Formula }

/** A check that ships, by name and with what it is made of. */
export type CheckSpec =
  | { readonly check: 'actorPresent' }
  | {
      readonly check: 'actorAttributeEquals'
      readonly name: keyof Actor
      readonly value: number | string | boolean
    }
  | {
      readonly check: 'relatesToActorVia'
      readonly path: readonly string[]
      readonly field: string
    }
  | {
      readonly check: 'changingAttributes'
      readonly name: string
      readonly from?: Scalar
      readonly to?: Scalar
    }
  | { readonly check: 'actionIs'; readonly names: readonly string[] }
  | { readonly check: 'matches'; readonly argument: string; readonly value: Scalar }
export type ConditionSpec = Formula | CheckSpec | boolean

export const effects = ['authorizeIf', 'authorizeUnless', 'forbidIf', 'forbidUnless'] as const
export const kindScopes = [
  'always',
  'read',
  'create',
  'update',
  'destroy',
  'write',
  'generic',
] as const
export interface PolicySpec {
  readonly bypass: boolean
  /** A kind, or actions by name. */
  readonly scope: (typeof kindScopes)[number] | readonly string[]
  readonly strict: boolean
  readonly when: readonly ConditionSpec[]
  readonly checks: readonly {
    readonly effect: (typeof effects)[number]
    readonly condition: ConditionSpec
  }[]
}

export interface RelationshipSpec {
  readonly name: string
  readonly kind: 'belongsTo' | 'hasMany' | 'hasOne' | 'manyToMany'
  readonly to: string
  /**
   * The attribute that points: on this resource for belongsTo, on the destination for hasMany and
   * hasOne.
   */
  readonly key: string
  /** The join resource of a many-to-many with its two keys. */
  readonly through?: {
    readonly resource: string
    readonly source: string
    readonly destination: string
  }
  /** Over the destination's own attributes. */
  readonly filter?: Formula
  readonly public: boolean
}
export interface CalculationSpec {
  readonly name: string
  readonly type: Kind
  readonly formula: Formula
}
export interface AggregateSpec {
  readonly name: string
  readonly function: 'count' | 'exists' | 'sum' | 'min' | 'max' | 'first' | 'list'
  readonly relationship: string
  readonly field: string
  /** Over the destination's own attributes. */
  readonly filter?: Formula
}

/**
 * How a write's hooks behave: what runs is written down; `sets` is what a create's hook gives an
 * attribute.
 */
export interface HookSpec {
  readonly at: readonly (
    | 'beforeTransaction'
    | 'beforeAction'
    | 'afterAction'
    | 'afterTransaction'
  )[]
  readonly sets?: { readonly name: string; readonly value: Scalar }
}
export interface ResourceSpec {
  readonly name: string
  /** Keys of what the record belongs to. */
  readonly keys: readonly string[]
  readonly relationships: readonly RelationshipSpec[]
  readonly calculations: readonly CalculationSpec[]
  readonly aggregates: readonly AggregateSpec[]
  /** Absent: open to everybody. */
  readonly policies?: readonly PolicySpec[]
  /** What the primary read leaves of the records, by its filter or by a preparation. */
  readonly base?: Formula
  readonly prepared?: Formula
  /** What the read `some` leaves beside the policies; may mention its argument `least`. */
  readonly some: Formula
  /** To which records the action `edit` applies. */
  readonly where?: Formula
  readonly hooks: Readonly<Partial<Record<'add' | 'edit' | 'remove' | 'put', HookSpec>>>
}

/** Attributes that every resource has, beside its keys. All but `secret` are public. */
export const attributes: Readonly<Record<string, Kind>> = {
  id: 'number',
  n: 'number',
  s: 'text',
  f: 'boolean',
  code: 'number',
  secret: 'number',
}
export const writable = ['n', 's', 'f', 'secret'] as const
/** What crosses an interface. */
export const publicAttributes = ({ keys }: ResourceSpec): string[] => [
  'id',
  'n',
  's',
  'f',
  'code',
  ...keys,
]

export const actionKinds = {
  list: 'read',
  some: 'read',
  one: 'read',
  search: 'read',
  add: 'create',
  put: 'create',
  edit: 'update',
  remove: 'destroy',
  act: 'action',
} as const
export type ActionName = keyof typeof actionKinds

export const resourceOf = (world: World, name: string): ResourceSpec => {
  const found = world.resources.find((resource) => resource.name === name)
  if (!found) throw new Error(`There is no resource ${name}.`)
  return found
}
export const relationshipOf = (resource: ResourceSpec, name: string): RelationshipSpec => {
  const found = resource.relationships.find((relationship) => relationship.name === name)
  if (!found) throw new Error(`${resource.name} has no relationship ${name}.`)
  return found
}
export const isMany = ({ kind }: RelationshipSpec): boolean =>
  kind === 'hasMany' || kind === 'manyToMany'
export const isFormula = (condition: ConditionSpec): condition is Formula =>
  typeof condition === 'object' && 'is' in condition
/**
 * Records that stand in the world from the start have a vector, the angle of their id; those made
 * later have none.
 */
export const isEmbedded = (id: number): boolean => id < 1000
export const embeddingOf = (id: number): number[] => [Math.cos(id), Math.sin(id)]
