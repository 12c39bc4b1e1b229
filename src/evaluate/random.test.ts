import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'

const draws = (seed: number | string) => {
  const random = seededRandom(seed)
  return Array.from({ length: 20 }, () => random.next())
}

test('the same seed gives the same choices, another seed others, 0 being a seed like any', () => {
  expect(draws(0)).toEqual(draws(0))
  expect(draws(0)).not.toEqual(draws(1))
  expect(draws('a')).not.toEqual(draws('b'))
})

test('choices made from a fork do not move those of its origin', () => {
  const random = seededRandom(7)
  random.fork('x').next()
  expect(random.next()).toBe(seededRandom(7).next())
})

test('a shuffle holds the same items; a sample holds as many different ones as asked for, or all', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.uniqueArray(fc.integer(), { maxLength: 30 }),
      fc.nat(40),
      (seed, items, count) => {
        const random = seededRandom(seed)
        expect(random.shuffle(items).toSorted()).toEqual(items.toSorted())
        const sample = random.sample(items, count)
        expect(sample).toHaveLength(Math.min(count, items.length))
        expect(new Set(sample).size).toBe(sample.length)
        expect(sample.every((item) => items.includes(item))).toBe(true)
      },
    ),
  )
})

test('numbers spread evenly from 0 to 1', () => {
  const random = seededRandom(3)
  const counts = Array.from({ length: 10 }, () => 0)
  for (let draw = 0; draw < 10_000; draw++) counts[random.integer(10)]!++
  expect(Math.min(...counts)).toBeGreaterThan(880)
  expect(Math.max(...counts)).toBeLessThan(1120)
})
