import { DefinitionError } from '../../error/definition-error.ts'
import { Required } from '../../error/required.ts'
import type { RelationshipsOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'

export interface RelateActorOptions {
  /** Anonymous leaves the relationship empty. Default false: it is an error. */
  readonly allowAnonymous?: boolean
}

/** Makes the actor what a belongsTo leads to: `relateActor(Post, 'author')` sets `authorId`. */
export const relateActor =
  <X, const P extends keyof RelationshipsOf<X> & string>(_resource: X, relationship: P, { allowAnonymous = false }: RelateActorOptions = {}): Change<X> =>
  (changeset, { actor }) => {
    const info = changeset.resource.relationships.get(relationship)
    if (info?.kind !== 'belongsTo')
      throw new DefinitionError({ resource: changeset.resource.name, problem: `relateActor needs a belongsTo, and "${relationship}" is none` })
    const key = (actor as Readonly<Record<string, unknown>> | null)?.[info.destinationAttribute]
    if (key !== undefined && key !== null) return changeset.set({ [info.sourceAttribute]: key } as never)
    return allowAnonymous
      ? changeset.set({ [info.sourceAttribute]: null } as never)
      : changeset.addError(new Required({ field: info.sourceAttribute, message: 'is the actor, and there is none' }))
  }
