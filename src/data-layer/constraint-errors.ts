import { InvalidAttributeError, RequiredError } from '../error/invalid-value.ts'
import type { IdentityInfo, ResourceInfo } from '../resource/info.ts'
import { IdentityTakenError } from './errors.ts'
import type { ForeignKey } from './foreign-key.ts'

// Every storage reports a broken constraint with the same error.

export const takenError = (
  info: ResourceInfo,
  { name, keys, message }: Pick<IdentityInfo, 'name' | 'keys' | 'message'>,
  cause?: unknown,
) => new IdentityTakenError({ resource: info.name, identity: name, fields: keys, message, cause })

/** The primary key in the form of an identity. */
export const primaryIdentity = (info: ResourceInfo): IdentityInfo => ({
  name: 'primaryKey',
  keys: info.primaryKey,
  nullsDistinct: true,
  message: 'has already been taken',
})

export const missingReference = (
  { attribute, destination }: Pick<ForeignKey, 'attribute' | 'destination'>,
  cause?: unknown,
) =>
  new InvalidAttributeError({
    field: attribute.name,
    message: `must be the key of an existing ${destination.name}`,
    rule: 'reference',
    variables: { destination: destination.name },
    cause,
  })

export const stillReferenced = (
  { source, attribute, destinationAttribute }: ForeignKey,
  cause?: unknown,
) =>
  new InvalidAttributeError({
    field: destinationAttribute.name,
    message: `is still referred to by ${source.name}.${attribute.name}`,
    rule: 'referenced',
    variables: { source: source.name, attribute: attribute.name },
    cause,
  })

export const missingValue = (field: string) => new RequiredError({ field })

export const outOfRange = (field: string, cause?: unknown) =>
  new InvalidAttributeError({
    field,
    message: 'is out of the range its type can hold',
    rule: 'range',
    cause,
  })
