import type { AnySignature } from '../signature/signature.ts'

/** An instance of the signature's class with these outputs, which were cast by its fields. */
export const newPrediction = (signature: AnySignature, outputs: Readonly<Record<string, unknown>>): object => {
  // The type of any signature's constructor takes nothing: what it takes is known to each signature alone.
  const Prediction = signature as unknown as new (outputs: object) => object
  return new Prediction(outputs)
}
