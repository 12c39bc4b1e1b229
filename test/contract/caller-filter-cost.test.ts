import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FilterInput, read } from '../../src/action/contract/action.ts'
import type { DataConnection, DataLayer, ReadPlan } from '../../src/data-layer/data-layer.ts'
import { foreignKeys } from '../../src/data-layer/foreign-key.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { Compilation } from '../../src/data-layer/postgres/compile/compilation.ts'
import { expressionSql } from '../../src/data-layer/postgres/compile/expression.ts'
import { readStatement } from '../../src/data-layer/postgres/compile/read.ts'
import { PlanShape } from '../../src/data-layer/postgres/compile/plan-shape.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import { eq, gt, isNull, or } from '../../src/expression/operators.ts'
import { count, first, sum } from '../../src/resource/aggregate.ts'
import { calculate } from '../../src/resource/calculation.ts'
import { belongsTo, hasMany, hasOne, manyToMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { resourceInfo } from '../../src/resource/resource-info.ts'
import { t } from '../../src/type/t.ts'
import { type DataLayerName, emptyDataLayer } from '../support/data-layers.ts'

const forum = app<{ actor: { readonly id: string } }>()
const shown = { public: true } as const

class Member extends Resource('Member', {
  id: t.integer().primaryKey().public(),
  name: t.string().public(),
  hidden: t.boolean(),
}) {
  static relationships = {
    notes: hasMany(() => Note, shown),
    latest: hasOne(() => Note, { ...shown, sort: ['-n'] }),
  }
  static aggregates = {
    noteCount: count(Member, 'notes', shown),
    total: sum(Member, 'notes', 'n', shown),
    firstOwner: first(Member, 'notes', 'owner', { ...shown, sort: ['n'] }),
  }
  static actions = { list: read(Member) }
  static policies = forum.policies(Member, ({ hidden }, policy) => [
    policy.always().authorizeIf(eq(hidden, false)),
  ])
}
class Note extends Resource('Note', {
  id: t.integer().primaryKey().public(),
  owner: t.string().nullable().public(),
  n: t.integer().public(),
  memberId: t.integer().nullable(),
}) {
  static relationships = {
    member: belongsTo(() => Member, shown),
    tags: manyToMany(() => Tag, { ...shown, through: () => NoteTag }),
  }
  static aggregates = { tagCount: count(Note, 'tags', shown) }
  static calculations = {
    siblings: calculate(Note, t.integer(), ({ member }) => member.notes.count(), shown),
    isBeside: calculate(
      Note,
      t.boolean(),
      ({ member }) => member.notes.exists(({ n }) => gt(n, 5)),
      shown,
    ),
  }
  static actions = { list: read(Note, { sort: ['n'] }) }
  static policies = forum.policies(Note, ({ owner, actor }, policy) => [
    policy.always().authorizeIf(or(isNull(owner), eq(owner, actor.id))),
  ])
}
class Tag extends Resource('Tag', {
  id: t.integer().primaryKey().public(),
  label: t.string().public(),
}) {
  static relationships = { notes: manyToMany(() => Note, { ...shown, through: () => NoteTag }) }
  static aggregates = { uses: count(Tag, 'notes', shown) }
  static actions = { list: read(Tag) }
}
class NoteTag extends Resource('NoteTag', {
  noteId: t.integer().primaryKey(),
  tagId: t.integer().primaryKey(),
}) {
  static relationships = { note: belongsTo(() => Note), tag: belongsTo(() => Tag) }
}
const resources = [Member, Note, Tag, NoteTag]
const infos = resources.map((resource) => resourceInfo(resource))

/**
 * Nearly all notes are one member's, and bear the same few tags: the worst for whoever reads them
 * again for each of them.
 */
const fill = async ({ connection }: DataLayer, notes: number): Promise<void> => {
  const list = (size: number) => Array.from({ length: size }, (_, i) => i)
  const [members, others] = [6, 3]
  const create = (resource: (typeof infos)[number], records: readonly Record<string, unknown>[]) =>
    connection.create({ resource, records })
  for (const info of infos.toReversed())
    await connection.destroy({ resource: info, filter: { kind: 'value', value: true } })
  await create(
    infos[0]!,
    list(members).map((i) => ({ id: i, name: `m${i}`, hidden: i === 3 })),
  )
  await create(
    infos[1]!,
    list(notes).map((i) => ({
      id: i,
      owner: [null, 'ada', 'eve'][i < 9 ? i % 3 : 0],
      n: i % 10,
      memberId: i < 2 * others ? [0, 1, 3, null][i % 4] : 2,
    })),
  )
  await create(
    infos[2]!,
    list(others).map((i) => ({ id: i, label: `t${i}` })),
  )
  await create(
    infos[3]!,
    list(notes).flatMap((i) => [0, 1].map((j) => ({ noteId: i, tagId: (i + j) % others }))),
  )
}

interface Filters {
  member: object
  note: object
  tag: object
}
const number = fc.oneof(
  fc.integer({ min: -1, max: 12 }),
  fc.record({ gte: fc.integer({ min: -1, max: 12 }) }),
  fc.record({ lt: fc.integer({ min: -1, max: 500 }) }),
)
const field = (name: string, value: fc.Arbitrary<unknown>) =>
  value.map((each) => ({ [name]: each }))
const { member, note, tag } = fc.letrec<Filters>((tie) => {
  const depth = { maxDepth: 5, depthIdentifier: 'filter', depthSize: 'xlarge' } as const
  const of = (kind: keyof Filters) => tie(kind) as fc.Arbitrary<object>
  const joined = (self: fc.Arbitrary<object>) => [
    fc.record({ not: self }),
    ...['and', 'or'].map((word) =>
      fc.array(self, { minLength: 1, maxLength: 2 }).map((list) => ({ [word]: list })),
    ),
  ]
  const numbers = (...names: string[]) =>
    fc.constantFrom(...names).chain((name) => field(name, number))
  const owner = fc.constantFrom(null, 'ada', 'eve')
  const related = (name: string, kind: keyof Filters) => ({
    weight: 3,
    arbitrary: field(name, of(kind)),
  })
  return {
    member: fc.oneof(
      depth,
      numbers('id', 'noteCount', 'total'),
      field('firstOwner', owner),
      related('notes', 'note'),
      related('latest', 'note'),
      ...joined(of('member')),
    ),
    note: fc.oneof(
      depth,
      numbers('n', 'siblings', 'tagCount'),
      field('owner', owner),
      field('isBeside', fc.boolean()),
      related('member', 'member'),
      related('tags', 'tag'),
      ...joined(of('note')),
    ),
    tag: fc.oneof(
      depth,
      numbers('id', 'uses'),
      field('label', fc.constant('t1')),
      related('notes', 'note'),
      ...joined(of('tag')),
    ),
  }
})
const lists = { Member, Note, Tag }
type Asked = readonly [keyof typeof lists, FilterInput]
const asked: fc.Arbitrary<Asked> = fc.oneof(
  member.map((filter): Asked => ['Member', filter as FilterInput]),
  note.map((filter): Asked => ['Note', filter as FilterInput]),
  tag.map((filter): Asked => ['Tag', filter as FilterInput]),
)

/** Says what a layer is asked to read. */
const listening = (layer: DataLayer, heard: ReadPlan[]): void => {
  const connection = layer.connection as {
    -readonly [K in keyof DataConnection]: DataConnection[K]
  }
  const readRows = connection.read.bind(connection)
  connection.read = (plan) => {
    heard.push(plan)
    return readRows(plan)
  }
}

/** All rows that the steps of a plan took or threw away. */
const rowsOf = (plan: string): number =>
  [
    ...plan.matchAll(
      /\(actual rows=([\d.]+) loops=(\d+)\)(?:(?!->)[\s\S])*?(?=->|$|SubPlan|InitPlan)/g,
    ),
  ].reduce((all, [text, rows, loops]) => {
    const removed = [...text.matchAll(/Removed by [\w ]+: (\d+)/g)].reduce(
      (total, match) => total + Number(match[1]),
      0,
    )
    return all + (Number(rows) + removed) * Number(loops)
  }, 0)

const references = new Set(
  foreignKeys(infos).map(({ source, attribute }) => `${source.table}.${attribute.column}`),
)
const touched = async ({ connection }: DataLayer, plan: ReadPlan): Promise<number> => {
  const shape = new PlanShape().read(plan)
  const { text, slots } = readStatement(
    plan,
    new Compilation({ vector: false, references }, shape, expressionSql),
  )
  const { rows } = await connection.sql!.query(
    `explain (analyze, timing off, summary off) ${text}`,
    slots.map((slot) => slot.text(shape.values)),
  )
  return rowsOf(rows.map((row) => String(row['QUERY PLAN'])).join('\n'))
}

const numRuns = Number(process.env.FUZZ_CASES ?? 60)
const seed = Number(process.env.FUZZ_SEED ?? 4711)
const size = 400

describe.each(['pglite', 'postgres'] as const)(
  'a filter that a caller may ask for, on %s',
  (name: DataLayerName) => {
    const heard: ReadPlan[] = []
    let layers: readonly [DataLayer, DataLayer]
    let opened: readonly App<{ readonly id: string }>[]
    beforeAll(async () => {
      layers = [memory(), await emptyDataLayer(name)]
      opened = await Promise.all(
        layers.map((dataLayer) => forum.open({ resources, dataLayer, limits: { manyHops: 4 } })),
      )
      listening(layers[1], heard)
    })
    afterAll(async () => {
      for (const each of opened) await each.close()
    })
    const answers = ([resource, filterInput]: Asked) =>
      Promise.all(
        opened.map((each) =>
          each
            .session({ id: 'ada' })
            .query(lists[resource] as typeof Tag, { filterInput, sort: ['id'] })
            .then(
              (records) => records.map(({ id }) => id),
              (error: { readonly code: string; readonly cause?: unknown }) =>
                `${error.code} ${String(error.cause ?? '')}`,
            ),
        ),
      )

    it('has the answer that it has in memory', { timeout: 60_000 + numRuns * 1000 }, async () => {
      for (const layer of layers) await fill(layer, 12)
      await fc.assert(
        fc.asyncProperty(asked, async (question) => {
          const [expected, actual] = await answers(question)
          expect(actual).toEqual(expected)
        }),
        { numRuns: numRuns * 3, seed },
      )
    })
    it('reads no more than some rows for each that there is, however often it comes back to them', {
      timeout: 60_000 + numRuns * 1000,
    }, async () => {
      await fill(layers[1], size)
      // As a server does by itself after a while.
      if (name === 'postgres') await layers[1].connection.sql!.query('analyze')
      await fc.assert(
        fc.asyncProperty(asked, async ([resource, filterInput]) => {
          heard.length = 0
          await opened[1]!
            .session({ id: 'ada' })
            .query(lists[resource] as typeof Tag, { filterInput })
            .catch(() => [])
          for (const plan of heard) {
            const rows = await touched(layers[1], plan)
            const parts = JSON.stringify(filterInput).split(':').length
            expect(rows / size / parts).toBeLessThan(30)
          }
        }),
        { numRuns, seed },
      )
    })
  },
)
