import type { Fields, InputOf, RecordOf } from '../type/field.ts'

/**
 * What a language model is asked to do: instructions, input fields, output fields.
 * `class Summarize extends Signature('…', { input, output })`: the value is the signature, the instance type its prediction.
 */
export interface SignatureClass<I, O> {
  new (outputs: RecordOf<O>): RecordOf<O>
  readonly signatureName: string
  readonly instructions: string
  readonly input: I
  readonly output: O
}

// Unbound on purpose: a bound here makes TypeScript expand the fields of every signature it checks.
// biome-ignore lint/suspicious/noExplicitAny: a bound, any signature fits
export type AnySignature = SignatureClass<any, any>

/** The input of a signature's calls. */
export type In<S> = S extends { readonly input: infer I } ? InputOf<I> : never
/** The outputs of a signature's calls: the class's instance type. */
export type Prediction<S> = S extends { new (...args: never): infer P } ? P : never

/** A signature as plain fields, whatever way it was declared. Outputs in order; field names are unique over both sides. */
export interface SignatureInfo {
  readonly name: string
  readonly instructions: string
  readonly input: Fields
  readonly output: Fields
}
