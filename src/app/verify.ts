import { actionsInfo } from '../action/contract/action-info.ts'
import { verifyActions } from '../action/verify-actions.ts'
import type { Context } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { groupErrors } from '../error/error-group.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { AnyResource } from '../resource/resource.ts'
import { verifyResource } from '../resource/verify-resource.ts'
import type { OpenOptions } from './app.ts'
import { openOptionsFit, optionsFit } from './option-names.ts'
import { sharedTablesAgree } from './shared-tables.ts'
import { staticsFit } from './statics.ts'

const namesakes = (resources: readonly ResourceInfo[]): DefinitionError[] =>
  [...Map.groupBy(resources, ({ name }) => name).values()]
    .filter((infos) => infos.length > 1)
    .map(
      (infos) =>
        new DefinitionError({
          resource: infos[0]!.name,
          problem: `${infos.length} resources have the name "${infos[0]!.name}"`,
          fix: 'Give each its own name.',
        }),
    )

const strangers = (resources: readonly ResourceInfo[]): DefinitionError[] => {
  const all = new Set(resources)
  return resources.flatMap((info) =>
    [...info.relationships.values()]
      .flatMap(({ name, destination, through }) =>
        [destination, ...(through ? [through.resource] : [])].map((target) => ({ name, target })),
      )
      .filter(({ target }) => !all.has(target))
      .map(
        ({ name, target }) =>
          new DefinitionError({
            resource: info.name,
            path: ['relationships', name],
            problem: `it leads to ${target.name}, which is not a resource of the application`,
            fix: 'Add it to `resources`.',
          }),
      ),
  )
}

const withoutPolicies = (resource: AnyResource): DefinitionError[] =>
  'policies' in resource || resource.resourceOptions.open
    ? []
    : [
        new DefinitionError({
          resource: resource.resourceName,
          problem: 'it has no policies, and the application requires them',
          fix: `Write \`static policies = policies(…)\`, or say that it is meant: Resource('${resource.resourceName}', {…}, { open: true }).`,
        }),
      ]

const openAndClosed = (resource: AnyResource): DefinitionError[] =>
  'policies' in resource && resource.resourceOptions.open
    ? [
        new DefinitionError({
          resource: resource.resourceName,
          path: ['open'],
          problem: 'it says that it is open to everybody, and it has policies',
          fix: 'Keep one of the two.',
        }),
      ]
    : []

/** Throws everything that is wrong with an application's declarations, at once. */
export const verify = (resources: readonly ResourceInfo[], options: OpenOptions): void => {
  const { requirePolicies = false, resources: own } = options
  const statics = [
    ...openOptionsFit(options),
    ...resources.flatMap(({ resource }) => staticsFit(resource)),
  ]
  if (statics.length) throw groupErrors(statics)
  const names = resources.flatMap(({ resource }) => optionsFit(resource))
  if (names.length) throw groupErrors(names)
  const errors = [
    ...(requirePolicies ? own.flatMap(withoutPolicies) : []),
    ...resources.flatMap(({ resource }) => openAndClosed(resource)),
    ...namesakes(resources),
    ...sharedTablesAgree(resources),
    ...resources.flatMap((info) => [...verifyResource(info), ...verifyActions(info)]),
  ]
  // Where relationships cannot be followed at all, that is what is to be said first.
  const all = errors.length ? errors : strangers(resources)
  if (all.length) throw groupErrors(all)
}

/** Throws where an action needs what the application's sessions do not carry. */
export const verifyContext = (resources: readonly ResourceInfo[], context: Context): void => {
  const errors = resources.flatMap(({ name, resource }) =>
    [...actionsInfo(resource).values()].flatMap((action) => {
      const problem = action.definition.verify?.(context)
      return problem
        ? [
            new DefinitionError({
              resource: name,
              path: ['actions', action.name],
              problem: problem.text,
              fix: problem.fix,
            }),
          ]
        : []
    }),
  )
  if (errors.length) throw groupErrors(errors)
}
