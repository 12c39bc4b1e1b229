import fc from 'fast-check'
import { expect, test } from 'vitest'
import { create } from '../action/contract/action.ts'
import { app } from '../app/open-app.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { gt } from '../expression/operators.ts'
import { resourceInfo } from '../resource/resource-info.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { compileJobs } from './compiled-job.ts'
import { job, type JobDefinition } from './job.ts'
import { scan } from './scan.ts'

class Cell extends Resource('Cell', {
  row: t.integer().primaryKey(),
  column: t.string().primaryKey(),
  weight: t.integer(),
}) {
  static actions = { fill: create(Cell, { accept: ['row', 'column', 'weight'] }) }
}

const found = async (
  cells: readonly { row: number; column: string; weight: number }[],
  sort?: JobDefinition<typeof Cell, object>['sort'],
): Promise<unknown[]> => {
  const opened = await app<{ actor: object }>().open({ resources: [Cell], dataLayer: memory() })
  const session = opened.system()
  for (const cell of cells) await session.run(Cell.actions.fill, cell)
  const weigh = job(Cell, {
    name: 'weigh',
    where: ({ weight }) => gt(weight, 0),
    run: () => {},
    ...(sort ? { sort } : {}),
  })
  const hints: unknown[] = []
  for await (const batch of scan(compileJobs([weigh], [resourceInfo(Cell)]).get('weigh')!, session))
    hints.push(...batch.map(({ key }) => [key['row'], key['column']]))
  await opened.close()
  return hints
}

const grid = (rows: number, columns: number) =>
  Array.from({ length: rows * columns }, (_, i) => ({
    row: i % rows,
    column: `c${Math.floor(i / rows)}`,
    weight: (i * 7) % 5,
  }))

test('a scan of several pages gives each record that needs the work once, by a key of two parts', async () => {
  const cells = grid(23, 22)
  const wanted = cells.filter(({ weight }) => weight > 0).map(({ row, column }) => [row, column])
  const hints = await found(cells)
  expect(hints).toHaveLength(wanted.length)
  expect(hints).toEqual(expect.arrayContaining(wanted))
})

test('a scan keeps the order a job asks for', async () => {
  const cells = fc.uniqueArray(
    fc.record({
      row: fc.integer({ min: 0, max: 9 }),
      column: fc.constantFrom('a', 'b', 'c'),
      weight: fc.integer({ min: 0, max: 4 }),
    }),
    { selector: ({ row, column }) => `${row}${column}` },
  )
  await fc.assert(
    fc.asyncProperty(cells, async (given) => {
      const wanted = given
        .filter(({ weight }) => weight > 0)
        .toSorted((a, b) => b.weight - a.weight || a.row - b.row || (a.column < b.column ? -1 : 1))
      expect(await found(given, ['-weight'])).toEqual(
        wanted.map(({ row, column }) => [row, column]),
      )
    }),
    { numRuns: 30 },
  )
})
