import { DefinitionError } from '../error/definition-error.ts'
import type { AttributeInfo, ResourceInfo } from '../resource/info.ts'

const disagreement = (info: ResourceInfo, other: ResourceInfo, attribute: AttributeInfo): string | undefined => {
  const there = [...other.attributes.values()].find(({ column }) => column === attribute.column)
  if (!there) return other.attributes.has(attribute.name) ? `${attribute.name} is another column of ${other.name}` : undefined
  if (there.name !== attribute.name) return `the column ${attribute.column} is ${attribute.name} here and ${there.name} in ${other.name}`
  return there.type.storage === attribute.type.storage
    ? undefined
    : `${attribute.name} is a ${attribute.type.name} here and a ${there.type.name} in ${other.name}`
}

/** Several resources may be views of one table, with other policies and fields. They have the same key, and mean the same by a name and a column. */
export const sharedTablesAgree = (resources: readonly ResourceInfo[]): DefinitionError[] =>
  [...Map.groupBy(resources, ({ table }) => table).values()].flatMap(([first, ...others]) =>
    others.flatMap((info) => {
      const problems = [...info.attributes.values()].flatMap((attribute) => disagreement(info, first!, attribute) ?? [])
      for (const { name, keys } of info.identities.values()) {
        const same = first!.identities.get(name)
        if (same && same.keys.join() !== keys.join()) problems.push(`the identity ${name} has other keys there`)
      }
      if (info.primaryKey.join() !== first!.primaryKey.join()) problems.push(`its primary key is not that of ${first!.name}`)
      return problems.map(
        (problem) =>
          new DefinitionError({
            resource: info.name,
            problem: `it shares the table "${info.table}" with ${first!.name}, but ${problem}`,
            fix: 'Declare both alike.',
          }),
      )
    }),
  )
