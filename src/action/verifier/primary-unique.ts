import { DefinitionError } from '../../error/definition-error.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { isOptional } from '../../type/cast-field.ts'
import { fieldOf } from '../../type/field.ts'
import { actionsInfo } from '../action-info.ts'

/** One action of a kind is primary at most, and a primary read can be run without arguments. */
export const primaryUnique = (info: ResourceInfo): DefinitionError[] => {
  const declared = [...actionsInfo(info.resource).values()].filter(({ definition }) => definition.primary)
  const twice = [...Map.groupBy(declared, ({ kind }) => kind)].filter(([, actions]) => actions.length > 1)
  const demanding = declared.filter(({ kind, arguments: fields }) => kind === 'read' && Object.values(fields).some((field) => !isOptional(fieldOf(field))))
  return [
    ...twice.map(
      ([kind, actions]) =>
        new DefinitionError({
          resource: info.name,
          path: ['actions'],
          problem: `${actions.map(({ name }) => name).join(' and ')} are both the primary ${kind}`,
          fix: 'Keep one.',
        }),
    ),
    ...demanding.map(
      ({ name }) =>
        new DefinitionError({
          resource: info.name,
          path: ['actions', name],
          problem: 'a primary read is run without arguments, but this one requires some',
          fix: 'Give them defaults.',
        }),
    ),
  ]
}
