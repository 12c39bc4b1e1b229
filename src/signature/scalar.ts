import { t } from '../type/t.ts'

/** The type words of the text form, and the fields that they declare. */
export const scalars = {
  string: t.string(),
  str: t.string(),
  text: t.text(),
  int: t.integer(),
  integer: t.integer(),
  float: t.float(),
  number: t.float(),
  bool: t.boolean(),
  boolean: t.boolean(),
  date: t.date(),
  datetime: t.datetime(),
  map: t.map(),
  dict: t.map(),
  list: t.list(t.string()),
} as const

/**
 * Python types that the text form does not have, and what to write instead. The compiler and the
 * runtime report the same text.
 */
export const refusals = {
  dict: 'the values of a map have no types in the text form: write map, or declare the signature from fields with t.map({ fields }).',
  set: 'the text form has only lists: write list[T].',
  tuple: 'the text form has only lists: write list[T], or an output for each part.',
  Any: 'name a type, or omit it for a text.',
  Union: 'a union is one type or None: write Optional[T], T | None or T?.',
  Literal:
    'choices are texts: put each value in quotes, or write int, float or boolean and describe the values in the instructions.',
} as const
