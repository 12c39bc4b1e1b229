import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CreatePlan, type DataLayer, inserted } from '../../src/data-layer/data-layer.ts'
import { add, and, eq, gt, multiply } from '../../src/expression/operators.ts'
import { eachDataLayer } from '../support/data-layers.ts'
import { author, book, library } from '../../src/testing/data-layer/library.ts'
import { createRecords, readRecords, tree } from '../../src/testing/data-layer/plans.ts'

eachDataLayer('upserts of a data layer', (make) => {
  let layer: DataLayer
  beforeEach(async () => {
    layer = await make(library)
    await createRecords(layer.connection, author, [
      { id: 1, name: 'Ada', email: 'ada@x', born: null },
      { id: 2, name: 'Bob', email: 'bob@x', born: null },
    ])
    await createRecords(layer.connection, book, [
      { id: 1, title: 'A', year: 1, pages: 10, authorId: 1 },
      { id: 2, title: 'B', year: 1, pages: 1e9, authorId: 2 },
    ])
  })
  afterEach(() => layer.close())
  const put = async (records: CreatePlan['records'], upsert: Partial<CreatePlan['upsert']>) => {
    const rows = await createRecords(layer.connection, book, records, {
      identity: ['title', 'year'],
      fields: ['pages'],
      ...upsert,
    })
    return rows.map((row) => [
      row['title'],
      row['pages'],
      (row as Record<symbol, unknown>)[inserted],
    ])
  }
  const pages = async () =>
    (await readRecords(layer.connection, book, { sort: ['id'] })).map((row) => row['pages'])
  const given = (title: string, id: number, own = 5) => ({
    id,
    title,
    year: 1,
    pages: own,
    authorId: 1,
  })

  test('leave a stored record alone that does not fulfill the filter, also through what it belongs to', async () => {
    const filter = tree(book, ({ author: by, pages: own }) => and(eq(by.name, 'Ada'), gt(own, 0)))
    expect(await put([given('A', 8), given('B', 9), given('C', 10)], { filter })).toEqual([
      ['A', 5, false],
      ['C', 5, true],
    ])
    expect(await pages()).toEqual([5, 1e9, 5])
  })
  test('leave a stored record alone that has the values already', async () => {
    expect(await put([given('A', 8, 10), given('B', 9, 7)], { unlessSame: true })).toEqual([
      ['B', 7, false],
    ])
    expect(await put([given('A', 8, 10)], { unlessSame: true, fields: [] })).toEqual([])
    expect(await put([given('A', 8, 10)], { fields: [] })).toEqual([['A', 10, false]])
  })
  test('set trees over the stored record, and touch what changes nothing by itself', async () => {
    const set = { pages: tree(book, ({ pages: own }) => add(own, 1)) }
    const touch = { price: tree(book, () => add(1, 1)) }
    expect(await put([given('A', 8)], { fields: [], set, touch, unlessSame: true })).toEqual([
      ['A', 11, false],
    ])
    expect(await put([given('A', 8, 11)], { touch, unlessSame: true })).toEqual([])
    expect(
      (await readRecords(layer.connection, book, { sort: ['id'] })).map((row) => row['price']),
    ).toEqual([2, null])
  })
  test('compute nothing of a record that the filter leaves out', async () => {
    const filter = tree(book, ({ author: by }) => eq(by.name, 'Ada'))
    const set = { price: tree(book, ({ pages: own }) => multiply(multiply(own, 1e200), 1e200)) }
    expect(await put([given('B', 9)], { fields: [], set, filter, unlessSame: true })).toEqual([])
  })
})
