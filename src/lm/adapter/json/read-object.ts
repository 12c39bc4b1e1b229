import { fieldNamed, type NamedField } from '../named-field.ts'
import type { Reading } from '../layout.ts'
import { findJson } from '../parse/json-text.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first JSON object of an answer that holds an output, else the first object at all. */
export const readObject = (text: string, outputs: readonly NamedField[]): Reading => {
  const holdsOutput = (value: unknown) => isObject(value) && Object.keys(value).some((name) => fieldNamed(outputs, name))
  const object = findJson(text, '{', holdsOutput) ?? findJson(text, '{', isObject)
  if (!isObject(object)) return { values: new Map(), problem: 'there is no JSON object in it' }
  return { values: new Map(Object.entries(object)) }
}
