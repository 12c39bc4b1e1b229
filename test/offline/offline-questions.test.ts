import { expect, test } from 'vitest'
import { answerOf, missesOf, shown } from './ask.ts'
import { furtherDocuments, furtherQuestions } from './further-questions.ts'
import { questions } from './questions.ts'

/** Of each kind the share that must be right. */
const shares = {
  'yes-no': 0.8,
  invoice: 8 / 9,
  list: 3 / 4,
  number: 0.75,
  person: 0.75,
  answer: 0.75,
} as const

test.each(Object.entries(shares))(
  'of the %s questions at least the share %d is answered as a reader would',
  async (kind, share) => {
    const asked = questions.filter((question) => question.kind === kind)
    const misses = await missesOf(asked)
    const enough = (asked.length - misses.length) / asked.length >= share
    expect(enough ? '' : shown(misses)).toBe('')
  },
)

test.each(['json', 'xml'] as const)(
  'the %s adapter gets the same answers as the chat adapter',
  async (adapter) => {
    for (const asked of questions)
      expect(await answerOf(asked, adapter)).toEqual(await answerOf(asked, 'chat'))
  },
)

/**
 * Questions over texts of other shapes, with the shares that were measured when they were first
 * asked.
 */
const furtherShares = {
  'yes-no': 0.75,
  invoice: 8 / 9,
  list: 1,
  number: 1,
  person: 1,
  answer: 1,
} as const

test.each(Object.entries(furtherShares))(
  'of the %s questions over further texts at least the share %d is answered so',
  async (kind, share) => {
    const asked = furtherQuestions.filter((question) => question.kind === kind)
    const misses = await missesOf(asked, furtherDocuments)
    expect((asked.length - misses.length) / asked.length >= share ? '' : shown(misses)).toBe('')
  },
)
