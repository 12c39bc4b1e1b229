import type {
  AnyAction,
  CreateDefinition,
  DestroyDefinition,
  GenericDefinition,
  ReadDefinition,
  UpdateDefinition,
} from '../action/contract/action.ts'
import { DefinitionError } from '../error/definition-error.ts'
import type { AggregateOptions } from '../resource/aggregate.ts'
import type { CalculationOptions } from '../resource/calculation.ts'
import type { IdentityOptions, IndexOptions } from '../resource/indexes.ts'
import type {
  BelongsToOptions,
  ManyToManyOptions,
  RelationshipOptions,
} from '../resource/relationship.ts'
import type { AnyResource, ResourceOptions } from '../resource/resource.ts'
import { didYouMean } from '../text/nearest.ts'
import type { OpenOptions } from './app.ts'
import { isObject } from '../text/objects.ts'

/** Every name of some options, so that a new one that is not listed does not compile. */
type NamesOf<O> = Readonly<Record<keyof O, true>>
type Values = Readonly<Record<string, unknown>>

const common = {
  description: true,
  public: true,
  primary: true,
  arguments: true,
  timeout: true,
  verify: true,
} as const
const write = { accept: true, set: true, changes: true, transaction: true } as const
const related = {
  source: true,
  destination: true,
  filter: true,
  sort: true,
  public: true,
  description: true,
} as const satisfies NamesOf<RelationshipOptions>
const ofKind: Readonly<Record<string, Values>> = {
  read: {
    ...common,
    filter: true,
    sort: true,
    limit: true,
    maxLimit: true,
    get: true,
    pagination: true,
    prepare: true,
  } satisfies NamesOf<ReadDefinition<never, never>>,
  create: { ...common, ...write, upsert: true } satisfies NamesOf<
    CreateDefinition<never, never, never>
  >,
  update: { ...common, ...write, where: true } satisfies NamesOf<
    UpdateDefinition<never, never, never>
  >,
  destroy: { ...common, where: true, changes: true, transaction: true } satisfies NamesOf<
    DestroyDefinition<never, never>
  >,
  action: { ...common, returns: true, transaction: true, run: true } satisfies NamesOf<
    GenericDefinition<never, never>
  >,
  belongsTo: { ...related, readable: true } satisfies NamesOf<BelongsToOptions>,
  hasOne: related,
  hasMany: related,
  manyToMany: {
    ...related,
    through: true,
    sourceOnJoin: true,
    destinationOnJoin: true,
  } satisfies NamesOf<ManyToManyOptions<never>>,
  calculation: { public: true, description: true } satisfies NamesOf<CalculationOptions>,
  aggregate: { filter: true, sort: true, public: true, description: true } satisfies NamesOf<
    AggregateOptions<never>
  >,
  identity: { nullsDistinct: true, message: true } satisfies NamesOf<IdentityOptions>,
  index: {
    unique: true,
    where: true,
    method: true,
    nullsDistinct: true,
    message: true,
  } satisfies NamesOf<IndexOptions<never>>,
}
const parts: Readonly<Record<string, Values>> = {
  pagination: { required: true, defaultLimit: true, maxPageSize: true } satisfies NamesOf<
    Exclude<ReadDefinition<never, never>['pagination'], false | undefined>
  >,
  upsert: { identity: true, fields: true } satisfies NamesOf<
    NonNullable<CreateDefinition<never, never, never>['upsert']>
  >,
}
const ofResource = {
  table: true,
  renamedFrom: true,
  description: true,
  open: true,
} as const satisfies NamesOf<ResourceOptions>
const ofApp = {
  resources: true,
  dataLayer: true,
  requirePolicies: true,
  context: true,
  extensions: true,
  notifiers: true,
  limits: true,
  log: true,
  development: true,
  onError: true,
  onWarning: true,
} as const satisfies NamesOf<OpenOptions>
/** What is on or off: any other value would be taken for one of the two. */
const flags = [
  'public',
  'primary',
  'get',
  'transaction',
  'readable',
  'unique',
  'nullsDistinct',
  'requirePolicies',
  'open',
]

const wrongNames = (
  resource: string,
  path: readonly string[],
  options: Values,
  allowed: Values,
): DefinitionError[] =>
  Object.entries(options).flatMap(([name, value]) => {
    const at = { resource, path: [...path, name] }
    const names = Object.keys(allowed)
    if (!Object.hasOwn(allowed, name))
      return [
        new DefinitionError({
          ...at,
          problem: `there is no option "${name}"`,
          fix: didYouMean(name, names).trim() || `There are: ${names.join(', ')}.`,
        }),
      ]
    if (flags.includes(name) && value !== undefined && typeof value !== 'boolean')
      return [
        new DefinitionError({
          ...at,
          problem: 'it is neither true nor false',
          fix: 'Write true or false.',
        }),
      ]
    const part = parts[name]
    return part && isObject(value) ? wrongNames(resource, at.path, value, part) : []
  })

const groups = [
  'relationships',
  'calculations',
  'aggregates',
  'identities',
  'indexes',
  'actions',
] as const
type Declaration = { readonly kind: string; readonly options?: unknown } & Partial<
  Pick<AnyAction, 'definition'>
>

/**
 * Whether the options of a resource's declarations have names that are read. The compiler does not
 * see one that is misspelt in options which come from elsewhere, and a filter, a `where` or a
 * `public: false` that nobody reads opens what it was to close.
 */
export const optionsFit = (resource: AnyResource): readonly DefinitionError[] => [
  ...wrongNames(resource.resourceName, ['options'], resource.resourceOptions as Values, ofResource),
  ...groups.flatMap((group) =>
    Object.entries(
      ((resource as unknown as Values)[group] ?? {}) as Readonly<Record<string, Declaration>>,
    ).flatMap(([name, { kind, options, definition }]) => {
      const values = definition ?? options
      const allowed = ofKind[kind]
      return isObject(values) && allowed
        ? wrongNames(resource.resourceName, [group, name], values, allowed)
        : []
    }),
  ),
]

/** The same of what an application is opened with. */
export const openOptionsFit = (options: OpenOptions): readonly DefinitionError[] =>
  wrongNames('app', [], options as unknown as Values, ofApp)
