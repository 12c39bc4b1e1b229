import { z } from 'zod'
import {
  type In,
  type Prediction,
  Signature,
  type StringSignature,
} from '../../src/signature/signature.ts'
import type { Fields } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Flat<T> = { [K in keyof T]: T[K] }
const expect = <_ extends true>() => undefined

// The fields form: inputs with what may be left out, outputs as the class's instances.
class Summarize extends Signature('Summarize the post.', {
  input: { body: t.text(), audience: t.string().nullable(), tags: t.list(t.string()).default([]) },
  output: { summary: t.text(), tone: t.oneOf('dry', 'warm'), score: z.number() },
}) {}
expect<
  Equal<Flat<In<typeof Summarize>>, { body: string; audience?: string | null; tags?: string[] }>
>()
expect<
  Equal<
    Flat<Prediction<typeof Summarize>>,
    { summary: string; tone: 'dry' | 'warm'; score: number }
  >
>()
const summary: string = new Summarize({ summary: 'a', tone: 'dry', score: 1 }).summary
// @ts-expect-error a tone that is not declared
void new Summarize({ summary, tone: 'loud', score: 1 })

// The string form.
const Answer = Signature(
  'question, passages: list[string], day: date? -> answer, confidence: float, tone: oneOf[dry, warm], ids: int[], extra: map',
)
type AnswerInput = Flat<In<typeof Answer>>
type AnswerOutput = Flat<Omit<Prediction<typeof Answer>, 'extra'>>
expect<Equal<AnswerInput, { question: string; passages: string[]; day?: string | null }>>()
expect<
  Equal<AnswerOutput, { answer: string; confidence: number; tone: 'dry' | 'warm'; ids: number[] }>
>()

type OutputOf<S extends string> = Flat<Prediction<StringSignature<S>>>
expect<Equal<OutputOf<"a -> b: Literal['x, y', 'z']">['b'], 'x, y' | 'z'>>()
expect<Equal<OutputOf<'a -> b: list[oneOf[x, y]]'>['b'], ('x' | 'y')[]>>()
expect<Equal<OutputOf<'a -> b: string[]?'>['b'], string[] | null>>()
expect<Equal<OutputOf<'a -> b: list'>['b'], string[]>>()
expect<Equal<OutputOf<'a -> b: Optional[int]'>['b'], number | null>>()
expect<
  Equal<
    OutputOf<'a -> b: list[int] | None, c: None | date'>,
    { b: number[] | null; c: string | null }
  >
>()
expect<Equal<OutputOf<"a -> b: Literal['a|b', 'c']">['b'], 'a|b' | 'c'>>()
expect<Equal<OutputOf<'a -> b: oneOf[1, 2]'>['b'], '1' | '2'>>()
expect<Equal<OutputOf<'\n a: int,\n b\n ->\n c: datetime\n'>['c'], Date>>()
expect<Equal<Flat<In<StringSignature<'-> a'>>>, {}>>()

// A text that is no literal has fields of unknown types.
declare const text: string
const Loose = Signature(text)
expect<Equal<Prediction<typeof Loose>, Readonly<Record<string, unknown>>>>()

// @ts-expect-error "strng" is not a type
Signature('a -> b: strng')
// @ts-expect-error choices are texts
Signature('a -> b: Literal[1, 2]')
// @ts-expect-error the values of a map have no types in the text form
Signature('a -> b: list[dict[str, int]]')
// @ts-expect-error a union is one type or None
Signature('a -> b: int | str')
// @ts-expect-error say which type it is
Signature('a -> b: Any')
// @ts-expect-error no arrow
Signature('a, b')
// @ts-expect-error two arrows
Signature('a -> b -> c')
// @ts-expect-error two fields of one name
Signature('a -> a')
// @ts-expect-error no field at all
Signature('')
// @ts-expect-error no field at all
Signature(' -> ')
// @ts-expect-error a field without a name
Signature('a, -> b')
Signature('a -> b', 'Do it.')

// From a resource, with the thunk in the resource's own file as well.
class Post {
  readonly id = ''
  static readonly attributes = {
    id: t.uuid().primaryKey(),
    title: t.string(),
    body: t.text(),
    tags: t.list(t.string()).default([]),
  }
  static readonly actions = { suggest: () => SuggestTitle }
}
class SuggestTitle extends Signature.from(() => Post, {
  input: ['body'],
  output: ['title', 'tags'],
  instructions: 'Suggest a title and tags.',
}) {}
expect<Equal<Flat<In<typeof SuggestTitle>>, { body: string }>>()
expect<Equal<Flat<Prediction<typeof SuggestTitle>>, { title: string; tags: string[] }>>()
// @ts-expect-error "titel" is not an attribute
Signature.from(() => Post, { input: ['body'], output: ['titel'] })
// @ts-expect-error a resource needs to be told what goes in and what comes out
Signature.from(() => Post)

// From an action: everything, or some of it.
const action = {
  signatureFields: () => ({
    input: { question: t.string(), limit: t.integer().nullable() },
    output: { answer: t.text(), sources: t.list(t.string()) },
    description: 'Answers.',
  }),
}
const Whole = Signature.from(() => action)
expect<Equal<Flat<In<typeof Whole>>, { question: string; limit?: number | null }>>()
const Part = Signature.from(() => action, { input: ['question'], output: ['answer'] })
expect<Equal<Flat<Prediction<typeof Part>>, { answer: string }>>()
// @ts-expect-error "reply" is no output of the action
Signature.from(() => action, { output: ['reply'] })

// An action whose fields only the run time knows.
declare const loose: { signatureFields(): { readonly input: Fields; readonly output: Fields } }
const FromLoose = Signature.from(() => loose)
expect<Equal<Prediction<typeof FromLoose>, Readonly<Record<string, unknown>>>>()
