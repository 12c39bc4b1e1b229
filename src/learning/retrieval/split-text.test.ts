import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitText } from './split-text.ts'

test('a short text is one chunk, a blank one none', () => {
  expect(splitText('One.\n\nTwo.')).toEqual(['One.\n\nTwo.'])
  expect(splitText(' \n\n ')).toEqual([])
})

test('a text is cut at paragraphs, and the end of a chunk begins the next', () => {
  const first = `${'Alpha beta gamma. '.repeat(5)}The end of it.`
  const chunks = splitText(`${first}\n\n${'Delta epsilon. '.repeat(5)}`, {
    characters: 130,
    overlap: 20,
  })
  expect(chunks).toHaveLength(2)
  expect(chunks[1]).toMatch(/^The end of it\./)
})

test('a block of code stays whole, blank lines or not', () => {
  const code = '```ts\nconst one = 1\n\nconst two = 2\n```'
  expect(splitText(`Before it.\n\n${code}\n\nAfter it.`, { characters: 45, overlap: 0 })).toEqual([
    'Before it.',
    code,
    'After it.',
  ])
})

const text = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom(' ', '\n\n', '. ')), {
    maxLength: 200,
  })
  .map((parts) => parts.flat().join(''))

test('no chunk is longer than asked', () => {
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 0, max: 60 }),
      (source, characters, overlap) => {
        expect(
          Math.max(0, ...splitText(source, { characters, overlap }).map((chunk) => chunk.length)),
        ).toBeLessThanOrEqual(characters)
      },
    ),
  )
})

test('nothing of the text is lost: without overlap the chunks are the text but for white space', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 20, max: 200 }), (source, characters) => {
      expect(splitText(source, { characters, overlap: 0 }).join('').replace(/\s+/g, '')).toBe(
        source.replace(/\s+/g, ''),
      )
    }),
  )
})
