import { deepEqual } from '../text/deep-equal.ts'
import { isStorableText } from '../text/shown.ts'
import { defineType, isBlank, mismatch } from './define-type.ts'
import { IssueList } from './issue-list.ts'
import { fromJsonText } from './json-text.ts'
import { type Issue, type Json, ok, type Result, type Type } from './type.ts'

const bytes = (text: string) => Buffer.from(text)
const compare = (left: string, right: string): number => {
  const [one, other] = [bytes(left), bytes(right)]
  return one.length - other.length || Buffer.compare(one, other)
}

/**
 * Entries in the order in which `jsonb` keeps the keys of an object: the shorter first, else by
 * bytes. So every storage has the same order.
 */
const inJsonOrder = <V>(entries: readonly (readonly [string, V])[]): (readonly [string, V])[] =>
  entries.toSorted(([left], [right]) => compare(left, right))

export type JsonObject = { readonly [key: string]: Json }
type Path = readonly (string | number)[]

const deepest = 64
const problem = (path: Path, message: string): Issue => ({
  path,
  code: 'json',
  message,
  variables: {},
})

/** Copies plain JSON and collects what is not. */
const copy = (input: unknown, path: Path, issues: IssueList): Json => {
  if (input === null || typeof input === 'boolean') return input
  if (typeof input === 'string' && isStorableText(input)) return input
  if (typeof input === 'number' && Number.isFinite(input)) return input + 0
  if (typeof input !== 'object' || (!Array.isArray(input) && !isPlain(input))) {
    issues.make(() =>
      problem(
        path,
        'must be JSON: text without NUL, a finite number, true, false, null, a list or an object',
      ),
    )
    return null
  }
  if (path.length >= deepest) {
    issues.make(() => problem(path, `must not be nested deeper than ${deepest}`))
    return null
  }
  if (Array.isArray(input)) return Array.from(input, (item, i) => copy(item, [...path, i], issues))
  return copyObject(input, path, issues)
}

const isPlain = (input: object) => [Object.prototype, null].includes(Object.getPrototypeOf(input))

const copyObject = (input: object, path: Path, issues: IssueList): JsonObject => {
  const entries = inJsonOrder(Object.entries(input).filter(([, value]) => value !== undefined))
  for (const [key] of entries)
    if (key === '__proto__' || !isStorableText(key))
      issues.make(() => problem([...path, key], 'is not allowed as a key'))
  return Object.fromEntries(
    entries.map(([key, value]) => [key, copy(value, [...path, key], issues)]),
  )
}

const parse = (input: unknown): Result<JsonObject> => {
  const object = fromJsonText(input, '{')
  if (typeof object !== 'object' || object === null || Array.isArray(object) || !isPlain(object))
    return mismatch('map', 'must be an object', input)
  const issues = new IssueList()
  const copied = copyObject(object, [], issues)
  return issues.length ? { ok: false, issues: issues.all } : ok(copied)
}

/** Any JSON object, stored as `jsonb`. */
export const jsonMapType = (): Type<JsonObject> =>
  defineType<JsonObject>({
    name: 'map',
    storage: 'jsonb',
    reads: 'object',
    fidelity: 'direct',
    parse,
    toJson: (value) => value,
    dump: (value) => JSON.stringify(value),
    equal: deepEqual,
    jsonSchema: { type: 'object' },
    description: 'object',
    isEmpty: isBlank,
  })
