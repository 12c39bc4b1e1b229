import { actionsInfo } from '../../action/contract/action-info.ts'
import { IdentityTakenError } from '../../data-layer/errors.ts'
import { type AshlarError, UnknownError } from '../../error/ashlar-error.ts'
import { groupErrors, toErrors } from '../../error/error-group.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import type { ActionDescription } from './describe-action.ts'
import { publicAttributes } from './public-fields.ts'
import { perObject } from '../../text/lazy.ts'

/**
 * Errors about values that the application itself set, its hooks, validations and storage among
 * them. All others name what the caller wrote.
 */
const about = new Set(['required', 'invalid_attribute', 'invalid_argument', 'already_taken'])

const reachable = (
  resource: ResourceInfo,
  resources = new Set<ResourceInfo>(),
): ReadonlySet<ResourceInfo> => {
  if (resources.has(resource)) return resources
  resources.add(resource)
  for (const { destination } of resource.relationships.values()) reachable(destination, resources)
  return resources
}

const namesOf = (resource: ResourceInfo): string[] => [
  ...publicAttributes(resource).map(({ name }) => name),
  ...[...actionsInfo(resource.resource).values()]
    .filter((action) => action.public)
    .flatMap(({ inputArguments }) => Object.keys(inputArguments)),
]

/** Every name that a caller of the resource's actions may have read somewhere. */
const publicNames = perObject(
  (resource: ResourceInfo): ReadonlySet<string> =>
    new Set([...reachable(resource)].flatMap(namesOf)),
)

const isKnown = ({ resource }: ResourceInfo): boolean =>
  [...actionsInfo(resource).values()].some((action) => action.public)
/**
 * The names of resources that callers know: those with public actions, and those that public
 * relationships lead to.
 */
const knownResources = perObject((resource: ResourceInfo): ReadonlySet<string> => {
  const open = new Set([resource])
  for (const at of open)
    for (const { public: shown, destination } of at.relationships.values())
      if (shown) open.add(destination)
  return new Set([...open, ...[...reachable(resource)].filter(isKnown)].map(({ name }) => name))
})

/** The resource that an error is about, if it says so. */
const subjectOf = ({ variables: { resource, of } }: AshlarError): string | undefined => {
  if (typeof resource === 'string') return resource
  return typeof of === 'string' ? of.split('.')[0] : undefined
}

const withoutNames = (error: AshlarError, isPublic: (name: string) => boolean): AshlarError => {
  const { field, variables } = error
  if (!about.has(error.code) || field === undefined) return error
  const { rule } = variables
  if (isPublic(field) && (rule === 'reference' || rule === 'referenced')) {
    const message =
      rule === 'reference'
        ? 'must be the key of an existing record'
        : 'is still referred to by another record'
    return new InvalidArgumentError({ field, rule, message, cause: error })
  }
  if (IdentityTakenError.isInstance(error)) {
    const fields = variables['fields'] as readonly string[]
    const identity = {
      resource: String(variables['resource']),
      identity: String(variables['identity']),
      fields: fields.filter(isPublic),
      cause: error,
    }
    return fields.every(isPublic) ? error : new IdentityTakenError(identity)
  }
  return isPublic(field) ? error : new UnknownError(error)
}

/**
 * What an action threw, without names that its caller must not read: an error about a private field
 * comes out as an opaque one, which the log has whole, a reference is reported without the name of
 * the resource that refers, a refusal of a resource that the caller does not know is reported as
 * one of the action, and everything else about such a resource is opaque too.
 */
export const concealPrivate = (
  { action, inputs, controls }: ActionDescription,
  thrown: unknown,
): AshlarError => {
  const own = action.resource.attributes
  const names = publicNames(action.resource)
  const isPublic = (name: string) =>
    inputs.has(name) ||
    name === 'input' ||
    controls.some((control) => control === name) ||
    (own.has(name) ? (own.get(name)?.public ?? false) : names.has(name))
  const { resource, name } = action
  const knownNames = knownResources(resource)
  const conceal = (error: AshlarError): AshlarError => {
    const subject = subjectOf(error)
    const isElsewhere = subject !== undefined && !knownNames.has(subject)
    if (isElsewhere && ForbiddenError.isInstance(error))
      return new ForbiddenError({ resource: resource.name, action: name, report: error.report })
    if (isElsewhere && error.class === 'invalid') return new UnknownError(error)
    return withoutNames(error, isPublic)
  }
  return groupErrors(toErrors(thrown).map(conceal))
}
