import type { Fields, FieldsOf, InputOf, Io, OutputFieldsOf, RecordOf } from '../type/field.ts'
import { checkFieldNames, dedent, defaultInstructions } from './signature-info.ts'
import {
  type ActionSource,
  type SignatureDeclaration,
  declareActionSource,
  declareResourceSource,
  type ResourceSource,
  type SourceOptions,
} from './signature-source.ts'
import { parseSignature } from './signature-string.ts'
import type { CheckedSignature, InputFields, OutputFields, UnknownFields } from './string-type.ts'

/**
 * A task for a language model: instructions, input fields, output fields. `class Summarize extends
 * Signature('…', { input, output })`: the value is the signature, and the instance type is its
 * prediction.
 */
export interface SignatureClass<I, O> {
  new (outputs: RecordOf<O>): RecordOf<O>
  readonly signatureName: string
  readonly instructions: string
  readonly input: I
  readonly output: O
}

/**
 * Any signature, as a bound. Intentionally loose: tighter fields make TypeScript expand the fields
 * of every signature that it checks.
 */
export interface AnySignature {
  new (outputs: never): object
  readonly signatureName: string
  readonly instructions: string
  // oxlint-disable-next-line typescript/no-explicit-any -- a bound, any fields fit
  readonly input: any
  // oxlint-disable-next-line typescript/no-explicit-any -- a bound, any fields fit
  readonly output: any
}

/** The input of a signature's calls. */
export type In<S> = S extends { readonly input: infer I } ? InputOf<I> : never
/** The outputs of a signature's calls: the instance type of the class. */
export type Prediction<S> = S extends { new (...args: never): infer P } ? P : never
/** The signature that a text such as `'question -> answer: string'` declares. */
export type StringSignature<S extends string> = SignatureClass<InputFields<S>, OutputFields<S>>

/**
 * A signature as plain fields, however it was declared. Outputs in order; field names are unique
 * across both sides.
 */
export interface SignatureInfo {
  readonly name: string
  readonly instructions: string
  readonly input: Fields
  readonly output: Fields
}

interface SignatureFrom {
  /** From an action: its arguments and its result. Its description is the instruction. */
  <X extends ActionSource>(action: () => X): SignatureClass<SideOf<X, 'input'>, SideOf<X, 'output'>>
  /**
   * From a resource: the named attributes, with their types, constraints and descriptions. From an
   * action: some of its arguments and of the fields of its result; all of a side that is not named.
   */
  <
    X extends ResourceSource | ActionSource,
    const I extends keyof SourceOf<X, 'input'> = UnnamedOf<X, 'input'>,
    const O extends keyof SourceOf<X, 'output'> = UnnamedOf<X, 'output'>,
  >(
    source: () => X,
    options: {
      readonly input?: readonly I[]
      readonly output?: readonly O[]
      readonly instructions?: string
    },
  ): SignatureClass<Pick<SourceOf<X, 'input'>, I>, Pick<SourceOf<X, 'output'>, O>>
}
type Side = 'input' | 'output'
/** What a side may consist of. */
type SourceOf<X, S extends Side> = X extends ResourceSource
  ? X['attributes']
  : X extends ActionSource
    ? SideOf<X, S>
    : never
/** A side for which nothing is named. */
type UnnamedOf<X, S extends Side> = X extends ResourceSource ? never : keyof SourceOf<X, S>
/**
 * By the fields themselves if they are known, otherwise by the types of an action's values. The key
 * of a record is not a field.
 */
type SideOf<X extends ActionSource, S extends Side> = X extends { readonly kind: infer K } & Io<
  infer I,
  infer O
>
  ? S extends 'input'
    ? FieldsOf<K extends 'update' | 'destroy' ? Omit<I, 'id'> : I>
    : OutputFieldsOf<O>
  : Known<ReturnType<X['signatureFields']>[S]>
type Known<F> = string extends keyof F ? UnknownFields : F

export interface SignatureFunction {
  /**
   * Declares a task for a language model. Default instructions: "Given the fields `a`, produce the
   * fields `b`."
   *
   * @example
   * class Summarize extends Signature('Summarize the post for a newsletter.', {
   *   input: { body: t.text() },
   *   output: { summary: t.text().describe('two sentences'), tone: t.oneOf('dry', 'warm') },
   * }) {}
   */
  <I extends Fields, O extends Fields>(
    instructions: string,
    fields: { readonly input: I; readonly output: O },
  ): SignatureClass<I, O>
  /**
   * The same from one line of text, with inferred types: `string`, `text`, `int`, `float`,
   * `boolean`, `date`, `datetime`, `map`, `list[T]` or `T[]`, `oneOf[a, b]` or `Literal['a', 'b']`;
   * `T?`, `Optional[T]` or `T | None` allows null. The default type is `string`. Throws
   * `DefinitionError`. For a literal text, the compiler reports the same problem.
   *
   * @example
   * const Answer = Signature('question, passages: list[string] -> answer, confidence: float')
   */
  <const S extends string>(text: CheckedSignature<S>, instructions?: string): StringSignature<S>
  /**
   * Derives a signature from a resource or an action. The function is called at the first use, not
   * at the declaration, so the resource's file may import this one.
   *
   * @example
   * class SuggestTitle extends Signature.from(() => Post, { input: ['body'], output: ['title', 'tags'], instructions: 'Suggest a title and tags.' }) {}
   */
  readonly from: SignatureFrom
}

const signatureClass = (declare: () => SignatureDeclaration): unknown => {
  let declared: SignatureDeclaration | undefined
  const declaration = () => (declared ??= declare())
  return class Signature {
    static get signatureName() {
      return this.name
    }
    static get instructions() {
      return declaration().instructions
    }
    static get input() {
      return declaration().input
    }
    static get output() {
      return declaration().output
    }
    constructor(outputs: object) {
      Object.assign(this, outputs)
    }
  }
}

const declare = (
  text: string,
  rest?: string | { readonly input: Fields; readonly output: Fields },
): unknown => {
  const fields = typeof rest === 'object' ? rest : parseSignature(text)
  checkFieldNames({ name: `"${text.trim().slice(0, 40)}"`, ...fields })
  const instructions = dedent((typeof rest === 'object' ? text : rest) ?? '')
  const declaration = { ...fields, instructions: instructions || defaultInstructions(fields) }
  return signatureClass(() => declaration)
}

const from = (source: () => ResourceSource | ActionSource, options: SourceOptions = {}): unknown =>
  signatureClass(() => {
    const declared = source()
    return 'signatureFields' in declared
      ? declareActionSource(declared, options)
      : declareResourceSource(declared, options)
  })

// One cast: the class is created at runtime, and the arguments determine its static and instance
// types.
export const Signature = Object.assign(declare, { from }) as unknown as SignatureFunction
