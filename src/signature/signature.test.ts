import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type FieldLike, fieldOf } from '../type/field.ts'
import { t } from '../type/t.ts'
import { signatureHash } from './signature-hash.ts'
import { prependField, signatureInfo, withInstructions } from './signature-info.ts'
import { Signature } from './signature.ts'

const typeName = (field: FieldLike | undefined) => field && fieldOf(field).type.name

describe('a signature of fields', () => {
  class Summarize extends Signature('Summarize the post.', {
    input: { body: t.text() },
    output: { summary: t.text(), tone: t.oneOf('dry', 'warm') },
  }) {}

  it('is called as its class is', () => {
    expect(Summarize.signatureName).toBe('Summarize')
    expect(signatureInfo(Summarize)).toMatchObject({
      name: 'Summarize',
      instructions: 'Summarize the post.',
    })
  })
  it('makes predictions that hold their outputs', () => {
    const prediction = new Summarize({ summary: 'Short.', tone: 'dry' })
    expect(prediction).toBeInstanceOf(Summarize)
    expect({ ...prediction }).toEqual({ summary: 'Short.', tone: 'dry' })
  })
  it('is read once for each class', () => {
    class Other extends Signature('Summarize the post.', {
      input: { body: t.text() },
      output: { summary: t.text() },
    }) {}
    expect(signatureInfo(Summarize)).toBe(signatureInfo(Summarize))
    expect(signatureInfo(Other).name).toBe('Other')
  })
  it('takes the indentation off its instructions', () => {
    const { instructions } = Signature(
      `
      Answer.
        Briefly.
      `,
      { input: { a: t.string() }, output: { b: t.string() } },
    )
    expect(instructions).toBe('Answer.\n  Briefly.')
  })
  it('takes a Standard Schema for a field', () => {
    const info = signatureInfo(
      Signature('', { input: { a: z.string() }, output: { b: z.number() } }),
    )
    expect(info.instructions).toBe('Given the fields `a`, produce the fields `b`.')
    expect(fieldOf(info.output.b!).type.jsonSchema).toMatchObject({ type: 'number' })
  })
  it('refuses a name on both sides, a name that is none, and no field at all, where it is declared', () => {
    expect(() => Signature('x', { input: { a: t.string() }, output: { a: t.string() } })).toThrow(
      /"x" has two fields `a`/,
    )
    expect(() =>
      Signature('x', { input: { 'a b': t.string() }, output: { b: t.string() } }),
    ).toThrow(/`a b` is not a valid field name/)
    expect(() => Signature('x', { input: {}, output: {} })).toThrow(/has no fields/)
  })
})

describe('a signature of one line', () => {
  it('reads every type word', () => {
    const { input, output } = Signature(
      'a: string, b: text, c: int, d: float, e: bool, f: date, g: datetime, h: map, i -> j: list[int], k: oneOf[x, y], l: Literal[\'p, q\', "r"], m: string[]?, n: list[oneOf[a, b]][]',
    )
    expect(Object.values(input).map(typeName)).toEqual([
      'string',
      'text',
      'integer',
      'float',
      'boolean',
      'date',
      'datetime',
      'map',
      'string',
    ])
    expect(Object.values(output).map(typeName)).toEqual(['list', 'oneOf', 'oneOf', 'list', 'list'])
    expect(fieldOf(output.l).type.constraints.values).toEqual(['p, q', 'r'])
    expect(fieldOf(output.m).options.nullable).toBe(true)
    expect(fieldOf(output.n).type.description).toBe('list of list of one of: a; b')
  })
  it("reads Python's words where they mean the same", () => {
    const { input, output } = Signature(
      "a: list, b: List[int] -> c: Optional[int], d: list[str] | None, e: None | date, f: Literal['x|y', 'z'] | None, g: oneOf[1, 2]",
    )
    expect(fieldOf(input.a).type.description).toBe('list of string')
    expect(fieldOf(input.b).type.description).toBe('list of integer')
    expect(Object.values(output).map(typeName)).toEqual([
      'integer',
      'list',
      'date',
      'oneOf',
      'oneOf',
    ])
    expect(Object.values(output).map((like) => fieldOf(like).options.nullable === true)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect(fieldOf(output.f).type.constraints.values).toEqual(['x|y', 'z'])
    expect(fieldOf(output.g).type.constraints.values).toEqual(['1', '2'])
  })
  it('has an instruction that names the fields, unless it is given one', () => {
    expect(Signature('a, b -> c').instructions).toBe(
      'Given the fields `a`, `b`, produce the fields `c`.',
    )
    expect(Signature('-> c').instructions).toBe('Produce the fields `c`.')
    expect(Signature('a ->').instructions).toBe('Given the fields `a`, produce no fields.')
    expect(Signature('a -> b', 'Answer.').instructions).toBe('Answer.')
  })
  it.each([
    ['', /no "->"/],
    ['->', /has no fields/],
    ['a, b', /no "->"/],
    ['a -> b -> c', /more than one "->"/],
    ['a -> a', /two fields are named "a"/],
    ['a -> b: strng', /"strng" is not a type\. Did you mean "string"\?/],
    ['a -> b: Literal[1, 2, 3]', /choices are texts/],
    ["a -> b: list[Literal['a', 1]]", /choices are texts/],
    ['a -> b: dict[str, int]', /values of a map have no types/],
    ['a -> b: set[str]', /write list\[T\]/],
    ['a -> b: tuple[int, int]', /an output for each part/],
    ['a -> b: Any', /name a type/],
    ['a -> b: Union[int, str]', /Optional\[T\]/],
    ['a -> b: int | str', /Optional\[T\]/],
    ['a -> b: lst', /Did you mean "list"/],
    ['a -> b: list[strng]', /"strng" is not a type/],
    ['a -> b: list[int', /is not a type/],
    ['a, -> b', /"" is not a valid field name/],
    ['1a -> b', /"1a" is not a valid field name/],
    ['a -> __proto__', /"__proto__" is not a valid field name/],
    ['a -> b: oneOf[]', /a choice is empty/],
    ['a -> b: oneOf[x,,y]', /a choice is empty/],
    ['a -> b: oneOf[x, x]', /"x" is listed twice/],
  ])('refuses %j', (text, message) => {
    expect(() => Signature(text)).toThrow(message)
  })
})

describe('a derived signature', () => {
  it('looks at the resource at its first use, not at its declaration', () => {
    let looked = 0
    const resource = {
      attributes: { title: t.string({ maxLength: 80 }).describe('a headline'), body: t.text() },
    }
    const Suggest = Signature.from(
      () => {
        looked++
        return resource
      },
      { input: ['body'], output: ['title'] },
    )
    expect(looked).toBe(0)
    expect(Suggest.instructions).toBe('Given the fields `body`, produce the fields `title`.')
    expect(fieldOf(Suggest.output.title).options.description).toBe('a headline')
    expect(looked).toBe(1)
  })
  it('names the attribute that is missing', () => {
    const Suggest = Signature.from(
      () => ({ attributes: { body: t.text() } as Record<string, FieldLike> }),
      { input: ['body'], output: ['titel'] },
    )
    expect(() => signatureInfo(Suggest)).toThrow(/`titel` is not an attribute; there are `body`/)
  })
  it('takes an action’s fields, and its description as instruction', () => {
    const action = {
      signatureFields: () => ({
        input: { question: t.string(), limit: t.integer() },
        output: { answer: t.text() },
        description: 'Answers a question.',
      }),
    }
    expect(signatureInfo(Signature.from(() => action))).toMatchObject({
      instructions: 'Answers a question.',
      input: { question: {}, limit: {} },
    })
    expect(
      Object.keys(signatureInfo(Signature.from(() => action, { input: ['question'] })).input),
    ).toEqual(['question'])
  })
})

describe('operations on a signature', () => {
  const info = signatureInfo(Signature('question -> answer'))

  it('give another signature and leave the first', () => {
    const thinking = prependField(info, 'output', 'reasoning', t.text())
    expect(Object.keys(thinking.output)).toEqual(['reasoning', 'answer'])
    expect(withInstructions(info, 'Answer.').instructions).toBe('Answer.')
    expect(Object.keys(info.output)).toEqual(['answer'])
  })
  it('give the same signature where nothing changes', () => {
    expect(withInstructions(info, info.instructions)).toBe(info)
  })
  it('refuse a name that is taken', () => {
    expect(() => prependField(info, 'output', 'question', t.text())).toThrow(
      /already has a field `question`/,
    )
  })
})

const hash = (text: string) => signatureHash(signatureInfo(Signature(text)))

const ofField = (field: FieldLike) =>
  signatureHash(signatureInfo(Signature('x', { input: {}, output: { a: field } })))

describe('the hash of a signature', () => {
  it('is 64 hex digits and does not see instructions', () => {
    const info = signatureInfo(Signature('a -> b'))
    expect(signatureHash(info)).toMatch(/^[0-9a-f]{64}$/)
    expect(signatureHash(withInstructions(info, 'Other.'))).toBe(signatureHash(info))
  })
  it('sees names, sides, order, types, constraints and null', () => {
    const variants = [
      'a -> b',
      'a -> c',
      'b -> a',
      'a, b ->',
      'a -> b: int',
      'a -> b: string?',
      'a -> b: string[]',
      'a, c -> b',
      'c, a -> b',
      'a -> b: oneOf[x]',
      'a -> b: oneOf[x, y]',
    ]
    expect(new Set(variants.map(hash)).size).toBe(variants.length)
    expect(ofField(t.string())).not.toBe(ofField(t.string({ maxLength: 8 })))
    expect(ofField(t.string({ match: /a/ }))).not.toBe(ofField(t.string({ match: /a/i })))
    expect(ofField(t.list(t.string()))).not.toBe(ofField(t.list(t.string().nullable())))
    expect(ofField(z.string())).not.toBe(ofField(z.string().max(3)))
  })
  it('does not see descriptions or defaults', () => {
    expect(ofField(t.string().describe('a'))).toBe(ofField(t.string()))
    expect(ofField(t.string().default('a'))).toBe(ofField(t.string()))
    expect(ofField(t.map({ fields: { a: t.string().describe('x') } }))).toBe(
      ofField(t.map({ fields: { a: t.string() } })),
    )
    expect(ofField(t.oneOf({ a: 'first' }))).toBe(ofField(t.oneOf('a')))
    expect(ofField(z.string().describe('x'))).toBe(ofField(z.string()))
  })
})
