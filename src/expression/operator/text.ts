import { digest } from '../../text/digest.ts'
import { characters } from '../../text/shown.ts'
import { type OperatorDefinition, strict } from './definition.ts'

/** What `trim` takes off: ASCII white space. */
export const trimmedCharacters = ' \t\n\v\f\r'

const outerSpace = new RegExp(`^[${trimmedCharacters}]+|[${trimmedCharacters}]+$`, 'g')
const isText = (value: unknown): value is string => typeof value === 'string'
/** An operator on texts; what is not a text is unknown. */
const textual = (
  arity: Arity,
  apply: (...texts: string[]) => unknown,
  words: OperatorDefinition['words'],
): OperatorDefinition =>
  strict(arity, (...values: unknown[]) => (values.every(isText) ? apply(...values) : null), words, {
    infix: true,
  })
type Arity = number | readonly [number, number]
const test = (word: string, holds: (text: string, part: string) => boolean): OperatorDefinition =>
  textual(2, holds, ([text, part]) => `${text} ${word} ${part}`)
const change = (words: string, apply: (text: string) => unknown): OperatorDefinition =>
  textual(1, apply, ([text]) => `${text} ${words}`)

export const text = {
  concat: textual(
    [0, Number.POSITIVE_INFINITY],
    (...parts) => parts.join(''),
    (parts) => parts.join(' joined with ') || "''",
  ),
  lower: change('in lower case', (value) =>
    value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  ),
  upper: change('in upper case', (value) =>
    value.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()),
  ),
  trim: change('trimmed', (value) => value.replaceAll(outerSpace, '')),
  md5: textual(
    1,
    (value) => digest('md5', value),
    ([operand]) => `the digest of ${operand}`,
  ),
  length: textual(
    1,
    (value) => characters(value),
    ([operand]) => `the length of ${operand}`,
  ),
  contains: test('contains', (value, part) => value.includes(part)),
  startsWith: test('starts with', (value, part) => value.startsWith(part)),
  endsWith: test('ends with', (value, part) => value.endsWith(part)),
} satisfies Record<string, OperatorDefinition>
