const resource = (index: number, total: number): string => {
  const name = (offset: number) => `Resource${(index + offset) % total}`
  const near = [1, 7, 31].map((offset) => name(offset))
  return `import { and, app, belongsTo, calculate, concat, count, create, destroy, eq, first, gt, hasMany, or, read, Resource, t, update } from 'ashlar'
import type { ${name(0)} as Actor } from './resource-${index}.ts'
${near.map((other) => `import { ${other} } from './resource-${other.slice('Resource'.length)}.ts'`).join('\n')}

const { policies } = app<{ actor: Actor }>()

export class ${name(0)} extends Resource('${name(0)}', {
  id: t.uuid().primaryKey(),
  title: t.string().public(),
  rank: t.integer().default(0),
  status: t.oneOf('draft', 'published').default('draft'),
  tags: t.list(t.string()).default([]),
  at: t.datetime().nullable(),
  parentId: t.uuid(),
  otherId: t.uuid().nullable(),
}) {
  static relationships = { parent: belongsTo(() => ${near[0]}), other: belongsTo(() => ${near[1]}), children: hasMany(() => ${near[2]}, { destination: 'parentId' }) }
  static calculations = { label: calculate(${name(0)}, t.string(), ({ title, parent }) => concat(title, ' of ', parent.title)) }
  static aggregates = { childCount: count(${name(0)}, 'children'), firstChild: first(${name(0)}, 'children', 'title') }
  static actions = {
    list: read(${name(0)}),
    busy: read(${name(0)}, { arguments: { least: t.integer() }, filter: ({ childCount, parent, label }, { least }) => and(gt(childCount, least), or(eq(parent.status, 'published'), eq(label, 'x'))) }),
    write: create(${name(0)}, { accept: ['title', 'rank', 'tags', 'parentId'] }),
    publish: update(${name(0)}, { set: { status: 'published' }, where: ({ status }) => eq(status, 'draft') }),
    delete: destroy(${name(0)}),
  }
  static policies = policies(${name(0)}, ({ parent, other, actor, children }, policy) => [
    policy.read().authorizeIf(or(eq(parent.parent.title, actor.title), children.exists(({ other }) => eq(other.id, actor.id)))),
    policy.action('publish', 'delete').authorizeIf(eq(other.parentId, actor.id)),
  ])
}
`
}

const use = (total: number): string => `import { eq, type Session } from 'ashlar'
${Array.from({ length: total }, (_, index) => `import { Resource${index} } from './resource-${index}.ts'`).join('\n')}

export const run = async (session: Session<Resource0>) => {
  const rows = await session.query(Resource0, { filter: ({ parent, label }) => parent.children.exists(({ title }) => eq(title, label)), load: { parent: { children: { other: true } }, label: true, childCount: true } })
  const deep: string | undefined = rows[0]?.parent?.children[0]?.other?.title
  const label: string | undefined = rows[0]?.label
  return [deep, label, await session.run(Resource${total - 1}.actions.busy, { least: 1 }), ${Array.from({ length: total }, (_, index) => `await session.run(Resource${index}.actions.write, { title: 'a', parentId: 'b' })`).join(', ')}]
}
`

/** Sources of an application of mutually related resources, by file name. */
export const manyResources = (total: number): Map<string, string> =>
  new Map([
    ...Array.from(
      { length: total },
      (_, index) => [`resource-${index}.ts`, resource(index, total)] as const,
    ),
    ['use.ts', use(total)],
  ])
