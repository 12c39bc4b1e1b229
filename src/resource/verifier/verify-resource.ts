import type { DefinitionError } from '../../error/definition-error.ts'
import type { ResourceInfo } from '../info.ts'
import { columnsUnique } from './columns.ts'
import { defaultsFit } from './defaults.ts'
import { expressionsResolve } from './expressions.ts'
import { identitiesNameAttributes } from './identities.ts'
import { indexesFit } from './indexes.ts'
import { namesUnique } from './names.ts'
import { primaryKeyExists } from './primary-key.ts'
import { relationshipsFit } from './relationships.ts'
import { storageNamesFit } from './storage-names.ts'

const verifiers = [
  primaryKeyExists,
  namesUnique,
  columnsUnique,
  storageNamesFit,
  defaultsFit,
  identitiesNameAttributes,
  indexesFit,
  relationshipsFit,
  expressionsResolve,
]

/** Everything that is wrong with a resource's attributes, relationships, calculations, aggregates, identities and indexes; each thing once. */
export const verifyResource = (info: ResourceInfo): readonly DefinitionError[] => {
  const found = verifiers.flatMap((verifier) => verifier(info))
  return [...new Map(found.map((error) => [error.message, error])).values()]
}
