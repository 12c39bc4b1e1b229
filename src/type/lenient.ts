import { field, type FieldLike, fieldOf, type Fields } from './field.ts'
import type { Type } from './type.ts'
import { perObject } from '../text/lazy.ts'

/** Whether a value is given to a model or said by one. */
export type SpeakingSide = 'given' | 'said'

/**
 * The field as a signature takes it: what is given is kept as it is, and an empty text among the
 * items of a list is one.
 */
export const lenientField = (like: FieldLike, side: SpeakingSide): FieldLike => {
  const { type, options } = fieldOf(like)
  return type.lenient ? field(type.lenient(side) as Type<unknown>, options) : like
}

/** A text that is said is there only where it is not empty; a text that is given may be. */
export const isStrict = (like: FieldLike, side: SpeakingSide): boolean =>
  side === 'said' && fieldOf(like).type.jsonSchema.type === 'string'

const fieldsOfSide = (side: SpeakingSide) =>
  perObject(
    (fields: Fields): Fields =>
      Object.fromEntries(
        Object.entries(fields).map(([name, like]) => [
          name,
          isStrict(like, side) ? like : lenientField(like, side),
        ]),
      ),
  )
const sides: Readonly<Record<SpeakingSide, (fields: Fields) => Fields>> = {
  given: fieldsOfSide('given'),
  said: fieldsOfSide('said'),
}

/** The fields of one side of a signature, made once. */
export const lenientFields = (fields: Fields, side: SpeakingSide): Fields => sides[side](fields)
