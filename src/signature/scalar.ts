import { t } from '../type/t.ts'

/** The type words of a signature's string form, and what they declare. */
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
} as const
