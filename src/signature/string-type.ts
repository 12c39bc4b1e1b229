import type { AnyField, Field } from '../type/field.ts'
import type { refusals, scalars } from './scalar.ts'

// The text form of a signature, parsed by the compiler. `signature-string.ts` parses the same
// grammar at runtime.

type Scalars = typeof scalars
type Space = ' ' | '\n' | '\t' | '\r'
type Trim<S extends string> = S extends `${Space}${infer Rest}` | `${infer Rest}${Space}`
  ? Trim<Rest>
  : S

type Count<
  S extends string,
  Sign extends string,
  Seen extends unknown[] = [],
> = S extends `${string}${Sign}${infer Rest}` ? Count<Rest, Sign, [...Seen, 0]> : Seen['length']
type Split<
  S extends string,
  Held extends string = '',
  Parts extends string[] = [],
> = S extends `${infer Head},${infer Rest}`
  ? Count<`${Held}${Head}`, '['> extends Count<`${Held}${Head}`, ']'>
    ? Split<Rest, '', [...Parts, Trim<`${Held}${Head}`>]>
    : Split<Rest, `${Held}${Head},`, Parts>
  : [...Parts, Trim<`${Held}${S}`>]
/** The texts of the fields of one side. */
type Side<S extends string> = Trim<S> extends '' ? [] : Split<S>
type Left<S extends string> = S extends `${infer Head}->${string}` ? Side<Head> : []
type Right<S extends string> = S extends `${string}->${infer Rest}` ? Side<Rest> : []

type NameOf<F extends string> = F extends `${infer Name}:${string}` ? Trim<Name> : F
type WordOf<F extends string> = F extends `${string}:${infer Word}` ? Trim<Word> : 'string'

type Choice<S extends string> = S extends `'${infer V}'` | `"${infer V}"` ? V : S
type Choices<S extends string> =
  Trim<S> extends `'${infer V}'${infer Rest}`
    ? V | MoreChoices<Rest>
    : Trim<S> extends `"${infer V}"${infer Rest}`
      ? V | MoreChoices<Rest>
      : S extends `${infer V},${infer Rest}`
        ? Choice<Trim<V>> | Choices<Rest>
        : Choice<Trim<S>>
type MoreChoices<S extends string> = Trim<S> extends `,${infer Rest}` ? Choices<Rest> : never

/** The field that a type's text declares, or a sentence that explains the problem. */
type FieldOf<W extends string> = W extends `${infer Word}?`
  ? NullableOf<TypeFor<Trim<Word>>>
  : W extends `Optional[${infer Word}]`
    ? NullableOf<FieldOf<Trim<Word>>>
    : W extends `${infer Word}|${Blank}${None}`
      ? NullableOf<FieldOf<Trim<Word>>>
      : W extends `${None}${Blank}|${infer Word}`
        ? NullableOf<FieldOf<Trim<Word>>>
        : TypeFor<W>
type Blank = '' | ' '
type None = 'None' | 'null'
type NullableOf<F> = F extends Field<infer T, boolean> ? Field<T | null, true> : F
type ListOf<F> = F extends Field<infer T, boolean> ? Field<T[]> : F
type TypeFor<W extends string> = W extends keyof Scalars
  ? Scalars[W]
  : W extends `${infer Word}[]`
    ? ListOf<TypeFor<Trim<Word>>>
    : W extends `list[${infer Word}]` | `List[${infer Word}]`
      ? ListOf<TypeFor<Trim<Word>>>
      : W extends `oneOf[${infer Values}]` | `Literal[${infer Values}]`
        ? HasBareNumber<W, Values> extends true
          ? Refused<W, 'Literal'>
          : Field<Choices<Values>>
        : RefusedOr<W>
/** Numbers in `Literal[1, 2]` are not texts; in `oneOf[1, 2]` every word is a text. */
type HasBareNumber<W extends string, Values extends string> = W extends `oneOf[${string}`
  ? false
  : Values extends `${string}'${string}` | `${string}"${string}`
    ? false
    : Values extends `${infer First},${infer Rest}`
      ? Trim<First> extends BareNumber
        ? true
        : HasBareNumber<W, Rest>
      : Trim<Values> extends BareNumber
        ? true
        : false
type BareNumber = `${number}` | 'True' | 'False' | 'None'
type Refused<
  W extends string,
  Reason extends keyof typeof refusals,
> = `"${W}" is not a type: ${(typeof refusals)[Reason]}`
type RefusedOr<W extends string> = W extends `${'dict' | 'Dict' | 'map'}[${string}`
  ? Refused<W, 'dict'>
  : W extends 'set' | 'Set' | 'frozenset' | `${'set' | 'Set' | 'frozenset'}[${string}`
    ? Refused<W, 'set'>
    : W extends 'tuple' | 'Tuple' | `${'tuple' | 'Tuple'}[${string}`
      ? Refused<W, 'tuple'>
      : W extends 'Any' | 'object'
        ? Refused<W, 'Any'>
        : W extends `Union[${string}` | `${string}|${string}`
          ? Refused<W, 'Union'>
          : `"${W}" is not a type: use string, text, int, float, boolean, date, datetime, map, list[T], T[] or oneOf[a, b], with ? at the end to allow null.`

type FieldsOf<Parts extends string[]> = {
  [Part in Parts[number] as NameOf<Part>]: FieldOf<WordOf<Part>> extends infer F extends AnyField
    ? F
    : never
}
/** Fields that only the runtime knows. */
export type UnknownFields = Readonly<Record<string, Field<unknown, boolean>>>

/**
 * The input fields of a text such as `'question -> answer: string'`, or unknown ones if the text is
 * not a literal.
 */
export type InputFields<S extends string> = string extends S ? UnknownFields : FieldsOf<Left<S>>
/** The output fields of such a text. */
export type OutputFields<S extends string> = string extends S ? UnknownFields : FieldsOf<Right<S>>

type Problem<Parts extends string[], Names extends string = never> = Parts extends [
  infer Part extends string,
  ...infer Rest extends string[],
]
  ? NameOf<Part> extends ''
    ? 'A field has no name: write name: type, separated by commas.'
    : NameOf<Part> extends Names
      ? `Two fields are named "${NameOf<Part>}": names must be unique across inputs and outputs.`
      : FieldOf<WordOf<Part>> extends infer Message extends string
        ? Message
        : Problem<Rest, Names | NameOf<Part>>
  : never

/** The text itself if it declares a signature, otherwise a sentence that explains the problem. */
export type CheckedSignature<S extends string> = string extends S
  ? S
  : S extends `${string}->${string}->${string}`
    ? 'A signature has one "->", between its inputs and its outputs.'
    : S extends `${string}->${string}`
      ? [...Left<S>, ...Right<S>] extends infer Parts extends string[]
        ? Parts extends []
          ? 'A signature has at least one field: write question -> answer.'
          : [Problem<Parts>] extends [never]
            ? S
            : Problem<Parts>
        : never
      : 'A signature has one "->", between its inputs and its outputs: question -> answer.'
