import { actionsInfo } from '../action/contract/action-info.ts'
import { DefinitionError } from '../error/definition-error.ts'
import type { AttributeInfo, ResourceInfo } from '../resource/info.ts'

const disagreement = (
  info: ResourceInfo,
  other: ResourceInfo,
  attribute: AttributeInfo,
): string | undefined => {
  const there = [...other.attributes.values()].find(({ column }) => column === attribute.column)
  if (!there)
    return other.attributes.has(attribute.name)
      ? `${attribute.name} is another column of ${other.name}`
      : undefined
  if (there.name !== attribute.name)
    return `the column ${attribute.column} is ${attribute.name} here and ${there.name} in ${other.name}`
  return there.type.storage === attribute.type.storage
    ? undefined
    : `${attribute.name} is a ${attribute.type.name} here and a ${there.type.name} in ${other.name}`
}

/**
 * Of what another view requires, the attributes that a view does not know, though its actions
 * create records.
 */
const withheld = (info: ResourceInfo, others: readonly ResourceInfo[]): DefinitionError[] => {
  const creating = [...actionsInfo(info.resource).values()].find(({ kind }) => kind === 'create')
  if (!creating) return []
  return others.flatMap((other) => {
    const names = [...other.attributes.values()]
      .filter(({ name, nullable }) => !nullable && !info.attributes.has(name))
      .map(({ name }) => name)
    if (!names.length) return []
    return new DefinitionError({
      resource: info.name,
      path: ['actions', creating.name],
      problem: `it creates records of the table "${info.table}" that ${other.name} would read without ${names.join(' and ')}, which it requires`,
      fix: `Declare ${names.join(' and ')} in ${info.name} too, or let ${other.name} take null.`,
    })
  })
}

/**
 * Several resources may be views of one table, with other policies and fields. They have the same
 * key, mean the same by a name and a column, and create nothing that another view could not read.
 */
export const sharedTablesAgree = (resources: readonly ResourceInfo[]): DefinitionError[] =>
  [...Map.groupBy(resources, ({ table }) => table).values()].flatMap((views) => [
    ...disagreements(views),
    ...views.flatMap((info) => withheld(info, views)),
  ])

const disagreements = ([first, ...others]: readonly ResourceInfo[]): DefinitionError[] =>
  others.flatMap((info) => {
    const problems = [...info.attributes.values()].flatMap(
      (attribute) => disagreement(info, first!, attribute) ?? [],
    )
    for (const { name, keys } of info.identities.values()) {
      const same = first!.identities.get(name)
      if (same && same.keys.join() !== keys.join())
        problems.push(`the identity ${name} has other keys there`)
    }
    if (info.primaryKey.join() !== first!.primaryKey.join())
      problems.push(`its primary key is not that of ${first!.name}`)
    return problems.map(
      (problem) =>
        new DefinitionError({
          resource: info.name,
          problem: `it shares the table "${info.table}" with ${first!.name}, but ${problem}`,
          fix: 'Declare both alike.',
        }),
    )
  })
