import { AshlarError } from '../../error/ashlar-error.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { NoSuchActionError } from '../../error/no-such-name.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import type { AnyResource } from '../../resource/resource.ts'
import { lazyObject, perObject } from '../../text/lazy.ts'
import { isOptional } from '../../type/cast-field.ts'
import { type FieldLike, fieldOf, type Fields } from '../../type/field.ts'
import type {
  ActionKind,
  AnyAction,
  CreateDefinition,
  GenericDefinition,
  ReadDefinition,
  UpdateDefinition,
} from './action.ts'

/** A resource is used through an application that was not opened with it. */
export class ResourceNotOpenedError extends AshlarError {
  static override readonly mark: string = 'ashlar.ResourceNotOpenedError'
  readonly class = 'framework'
  readonly code = 'resource_not_opened'
  constructor({
    resource,
    opened,
  }: { readonly resource: string; readonly opened: readonly string[] }) {
    const namesake = opened.includes(resource) ? ' Another class of that name is.' : ''
    super(
      `${resource} is not a resource of this application.${namesake} List the class among \`resources\` where the application is opened.`,
      {
        variables: { resource },
      },
    )
  }
}

/** A definition as the pipelines read it: every kind's options, none required. */
export type Definition = Partial<ReadDefinition<never, Fields>> &
  Partial<CreateDefinition<never, never, Fields>> &
  Partial<UpdateDefinition<never, never, Fields>> &
  Partial<GenericDefinition<Fields, FieldLike>>

/** An action as introspection shows it. */
export interface ActionInfo {
  readonly name: string
  readonly kind: ActionKind
  readonly action: AnyAction
  readonly resource: ResourceInfo
  readonly definition: Definition
  readonly description: string | undefined
  readonly public: boolean
  /** The one of its kind that loads, lookups and derived interfaces take. */
  readonly primary: boolean
  /** Attributes a caller may give. */
  readonly accept: readonly string[]
  /** All arguments, private ones included. */
  readonly arguments: Fields
  /** The arguments a caller may give. */
  readonly inputArguments: Fields
  /** What a generic action returns. */
  readonly returns: FieldLike | undefined
  /** A read of one record or null. */
  readonly get: boolean
  /** `Post.publish`, for messages. */
  readonly label: string
}

const implicitRead = 'read'

const argumentsOf = ({ arguments: declared }: Definition): Fields =>
  (typeof declared === 'function' ? (declared as () => Fields)() : declared) ?? {}
const returnsOf = ({ returns }: Definition): FieldLike | undefined =>
  typeof returns === 'function' && !('~standard' in returns)
    ? (returns as () => FieldLike)()
    : (returns as FieldLike | undefined)

const takesAll = ({ definition: { get, filter, limit, prepare }, arguments: fields }: ActionInfo) =>
  !get &&
  !filter &&
  limit === undefined &&
  !prepare?.length &&
  Object.values(fields).every((field) => isOptional(fieldOf(field)))

const infoOf = (name: string, action: AnyAction): ActionInfo => {
  const definition = action.definition as unknown as Definition
  const info: ActionInfo = lazyObject<ActionInfo>({
    name: () => name,
    kind: () => action.kind,
    action: () => action,
    resource: () => resourceInfo(action.resource as AnyResource),
    definition: () => definition,
    description: () => definition.description,
    public: () => definition.public !== false,
    primary: () => primaryAction(info.resource, action.kind)?.action === action,
    accept: () => definition.accept ?? [],
    arguments: () => argumentsOf(definition),
    inputArguments: () =>
      Object.fromEntries(
        Object.entries(info.arguments).filter(
          ([, field]) => fieldOf(field).options.writable !== false,
        ),
      ),
    returns: () => returnsOf(definition),
    get: () => definition.get === true,
    label: () => `${info.resource.name}.${name}`,
  })
  return info
}

const actionsOf = perObject((resource: AnyResource) => {
  const declared = Object.entries(
    (resource as { readonly actions?: Readonly<Record<string, AnyAction>> }).actions ?? {},
  )
  const actions = new Map(declared.map(([name, action]) => [name, infoOf(name, action)]))
  return { actions, infos: new Map([...actions.values()].map((info) => [info.action, info])) }
})

/** The actions that a resource declares, by name. */
export const actionsInfo = (resource: AnyResource): ReadonlyMap<string, ActionInfo> =>
  actionsOf(resource).actions

const implicit = new WeakMap<AnyAction, ActionInfo>()

/**
 * What introspection knows of an action. An action that its resource does not name is a
 * `NoSuchAction`.
 */
export const actionInfo = (action: AnyAction): ActionInfo => {
  const resource = action.resource as AnyResource
  const info = actionsOf(resource).infos.get(action) ?? implicit.get(action)
  if (info) return info
  throw new NoSuchActionError({
    resource: resource.resourceName,
    action: `(${action.kind})`,
    known: [...actionsInfo(resource).keys()],
  })
}

/** What the pipelines need to know of an application to refuse what is not its own. */
interface Opened {
  readonly resources: ReadonlySet<ResourceInfo>
}
const assertOpened = ({ resources }: Opened, info: ResourceInfo): void => {
  if (!resources.has(info))
    throw new ResourceNotOpenedError({
      resource: info.name,
      opened: [...resources].map(({ name }) => name),
    })
}
const isAction = (action: unknown): boolean =>
  typeof action === 'object' && action !== null && 'definition' in action && 'resource' in action
/** An action of an application. */
export const openAction = (opened: Opened, action: AnyAction): ActionInfo => {
  if (!isAction(action))
    throw new DefinitionError({
      problem: 'what was to be run is not an action',
      fix: 'Name one of a resource: Post.actions.publish.',
    })
  const info = actionInfo(action)
  assertOpened(opened, info.resource)
  return info
}
/** The primary read of a resource of an application. */
export const openRead = (opened: Opened, resource: AnyResource): ActionInfo => {
  const info = resourceInfo(resource)
  assertOpened(opened, info)
  return primaryRead(info)
}

const plainRead = ({ resource }: ResourceInfo): AnyAction =>
  Object.freeze({
    kind: 'read',
    resource,
    definition: {},
    signatureFields: () => ({ input: {}, output: resource.attributes as Fields }),
  })

const defaultRead = perObject((info: ResourceInfo): ActionInfo => {
  const read = infoOf(implicitRead, plainRead(info))
  implicit.set(read.action, read)
  return read
})

const primaryActions = perObject<ResourceInfo, Map<ActionKind, ActionInfo | undefined>>(
  () => new Map(),
)

/** The action of a kind that loads, lookups and derived interfaces take. */
export const primaryAction = (info: ResourceInfo, kind: ActionKind): ActionInfo | undefined => {
  const cache = primaryActions(info)
  if (!cache.has(kind)) {
    const candidates = [...actionsInfo(info.resource).values()].filter(
      (candidate) => candidate.kind === kind,
    )
    const choice =
      candidates.find(({ definition }) => definition.primary) ??
      (kind === 'read' ? (candidates.find(takesAll) ?? defaultRead(info)) : candidates[0])
    cache.set(kind, choice)
  }
  return cache.get(kind)
}

/** The read under which a resource's records are looked up and loaded. */
export const primaryRead = (info: ResourceInfo): ActionInfo =>
  primaryAction(info, 'read') ?? defaultRead(info)
