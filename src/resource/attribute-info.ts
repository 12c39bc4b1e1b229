import { type FieldLike, fieldOf } from '../type/field.ts'
import type { AttributeInfo } from './info.ts'
import { snakeCase } from './table-name.ts'

export const attributeInfo = (resource: string, name: string, like: FieldLike): AttributeInfo => {
  const field = fieldOf(like, { resource, path: ['attributes', name] })
  const { options, type } = field
  return Object.freeze({
    name,
    column: options.source ?? snakeCase(name),
    field,
    type: type as AttributeInfo['type'],
    nullable: options.nullable === true,
    primaryKey: options.primaryKey === true,
    public: options.public === true,
    sensitive: options.sensitive === true,
    writable: options.writable !== false,
    generated: options.generated === true,
    selectedByDefault: options.selectedByDefault !== false,
    description: options.description,
    renamedFrom: options.renamedFrom ?? [],
  })
}
