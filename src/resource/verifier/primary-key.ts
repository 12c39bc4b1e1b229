import { DefinitionError } from '../../error/definition-error.ts'
import type { Verifier } from './verifier.ts'

/** A resource has a primary key, and its fields are never null. */
export const primaryKeyExists: Verifier = (info) => {
  const nullable = info.primaryKey.filter((name) => info.attributes.get(name)?.nullable)
  const missing = info.primaryKey.length
    ? []
    : [new DefinitionError({ resource: info.name, problem: 'it has no primary key', fix: 'Declare one: `id: t.uuid().primaryKey()`.' })]
  return [
    ...missing,
    ...nullable.map((name) => new DefinitionError({ resource: info.name, path: ['attributes', name], problem: 'a primary key cannot be null' })),
  ]
}
