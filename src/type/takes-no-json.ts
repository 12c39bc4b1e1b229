import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { Json } from './type.ts'

/** Values of every form that JSON has, and the texts that dates are written as. */
const samples: readonly Json[] = [
  '',
  'a',
  '1',
  '2000-01-01',
  '2000-01-01T00:00:00.000Z',
  0,
  1,
  true,
  [],
  ['a'],
  [1],
  {},
]
const deepest = 3

type Path = readonly PropertyKey[]
type Wrap = (value: Json) => Json

const pathOf = ({ path = [] }: StandardSchemaV1.Issue): Path =>
  path.map((segment) => (typeof segment === 'object' ? segment.key : segment))
/** What a rule of somebody's own refuses could be of the right form all the same. */
const isOwnRule = (issue: StandardSchemaV1.Issue): boolean =>
  (issue as { readonly code?: unknown }).code === 'custom'

/** What a schema says of a value at a place and below it; undefined where it cannot be asked. */
const issuesAt = (
  schema: StandardSchemaV1,
  value: Json,
  at: Path,
): readonly StandardSchemaV1.Issue[] | undefined => {
  try {
    const result = schema['~standard'].validate(value)
    if (result instanceof Promise) {
      void Promise.allSettled([result])
      return undefined
    }
    return (result.issues ?? []).filter((issue) => at.every((key, i) => pathOf(issue)[i] === key))
  } catch (error) {
    // A schema's own code may not be ready for a sample: then nothing is known of it.
    if (error instanceof Error) return undefined
    throw error
  }
}

const inside = (sample: Json, key: PropertyKey, value: Json): Json =>
  Array.isArray(sample) ? [value] : { [String(key)]: value }

/**
 * Whether nothing of any form is taken at a place; of an object or list, whether one of its parts
 * takes nothing.
 */
const takesNone = (schema: StandardSchemaV1, wrap: Wrap, at: Path): boolean =>
  samples.every((sample) => {
    const issues = issuesAt(schema, wrap(sample), at)
    if (!issues?.length || issues.some(isOwnRule)) return false
    if (issues.some((issue) => pathOf(issue).length <= at.length)) return true
    return (
      at.length < deepest &&
      issues.some((issue) => takesPart(schema, wrap, at, sample, pathOf(issue)[at.length]!))
    )
  })
const takesPart = (
  schema: StandardSchemaV1,
  wrap: Wrap,
  at: Path,
  sample: Json,
  key: PropertyKey,
): boolean => takesNone(schema, (value) => wrap(inside(sample, key, value)), [...at, key])

/** Whether the schema's own library has no JSON Schema for what it takes. */
const isUnrepresentable = (schema: StandardSchemaV1): boolean => {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>
  try {
    jsonSchema?.input({ target: 'draft-2020-12' })
    return false
  } catch (error) {
    // The standard lets a converter throw for what JSON Schema cannot express.
    if (error instanceof Error) return true
    throw error
  }
}

/**
 * Whether no JSON can be a value of a schema: a `Date`, a bigint, an instance of a class, or an
 * object that needs one.
 */
export const takesNoJson = (schema: StandardSchemaV1): boolean =>
  isUnrepresentable(schema) && takesNone(schema, (value) => value, [])
