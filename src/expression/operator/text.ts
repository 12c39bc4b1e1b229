import { createHash } from 'node:crypto'
import { characters } from '../../type/code-point.ts'
import { type OperatorDefinition, strict } from './definition.ts'

/** What `trim` takes off: ASCII white space. */
export const trimmedCharacters = ' \t\n\v\f\r'

const outerSpace = new RegExp(`^[${trimmedCharacters}]+|[${trimmedCharacters}]+$`, 'g')
const test = (word: string, holds: (text: string, part: string) => boolean): OperatorDefinition =>
  strict(2, holds, ([text, part]) => `${text} ${word} ${part}`, { infix: true })
const change = (words: string, apply: (text: string) => unknown): OperatorDefinition => strict(1, apply, ([text]) => `${text} ${words}`, { infix: true })

export const text = {
  concat: strict(
    [0, Number.POSITIVE_INFINITY],
    (...parts: string[]) => parts.join(''),
    (parts) => parts.join(' joined with ') || "''",
    { infix: true },
  ),
  lower: change('in lower case', (value) => value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  upper: change('in upper case', (value) => value.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())),
  trim: change('trimmed', (value) => value.replaceAll(outerSpace, '')),
  md5: strict(
    1,
    (value: string) => createHash('md5').update(value).digest('hex'),
    ([operand]) => `the digest of ${operand}`,
    { infix: true },
  ),
  length: strict(1, characters, ([operand]) => `the length of ${operand}`, { infix: true }),
  contains: test('contains', (value, part) => value.includes(part)),
  startsWith: test('starts with', (value, part) => value.startsWith(part)),
  endsWith: test('ends with', (value, part) => value.endsWith(part)),
} satisfies Record<string, OperatorDefinition>
