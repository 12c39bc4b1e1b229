import type { StandardSchemaV1 } from '@standard-schema/spec'
import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { deepEqual } from '../text/deep-equal.ts'
import { clip, unstorable, unstorableAt } from '../text/shown.ts'
import { booleanType } from './boolean.ts'
import { defineType } from './define-type.ts'
import { floatType } from './float.ts'
import { integerType } from './integer.ts'
import { IssueList } from './issue-list.ts'
import { schemaWords } from './schema-words.ts'
import { standardAnswerSchema, standardJsonSchema } from './standard-json-schema.ts'
import { isSure } from './stored-form.ts'
import { stringType } from './string.ts'
import { takesNoJson } from './takes-no-json.ts'
import { type Issue, type Json, type JsonSchema, ok, type Result, type Type } from './type.ts'

const validate = (schema: StandardSchemaV1, input: unknown): StandardSchemaV1.Result<unknown> => {
  const { vendor } = schema['~standard']
  const result = schema['~standard'].validate(input)
  if (!(result instanceof Promise)) return result
  // Its outcome is not wanted any more; without a handler a rejection would end the process.
  result.catch(() => undefined)
  throw new DefinitionError({
    resource: `${vendor} schema`,
    problem: 'it validates asynchronously, and a field is cast synchronously',
    fix: "Keep the schema synchronous and do the look-up in an action's validation.",
  })
}

/** A custom schema may quote the whole value. */
const longestMessage = 300

const issueOf = ({ message, path = [] }: StandardSchemaV1.Issue): Issue => ({
  path: path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .map((key) => (typeof key === 'symbol' ? String(key) : key)),
  code: 'schema',
  message: `is not valid: ${clip(message, longestMessage)}`,
  variables: {},
})

const issuesOf = (issues: readonly StandardSchemaV1.Issue[]): Issue[] => {
  const list = new IssueList()
  for (const issue of issues) list.make(() => issueOf(issue))
  return list.all
}

const castBy =
  (schema: StandardSchemaV1) =>
  (input: unknown): Result<unknown> => {
    const result = validate(schema, input)
    if (result.issues) return { ok: false, issues: issuesOf(result.issues) }
    const path = unstorableAt(result.value)
    return path
      ? { ok: false, issues: [{ path, code: 'string', message: unstorable, variables: {} }] }
      : ok(result.value)
  }

const toJson = (value: unknown): Json => {
  const text = JSON.stringify(value)
  if (text === undefined)
    throw new AssumptionFailedError('The schema returned a value that has no JSON form.')
  return JSON.parse(text) as Json
}

const envelope = '$value'
const needsEnvelope = (json: Json) =>
  typeof json === 'string' || (typeof json === 'object' && json !== null && envelope in json)

/**
 * A string inside `jsonb` would not say whether it is JSON text or was read from it, so it goes in
 * an envelope.
 */
const asJsonb = {
  storage: 'jsonb',
  dump: (value: unknown) => {
    const json = toJson(value)
    if (!deepEqual(json, value)) {
      throw new AssumptionFailedError(
        'The schema returned a value that JSON cannot hold, so it cannot be stored.',
        {
          fix: 'Declare the attribute with a type of `t`, or let the schema return plain JSON.',
        },
      )
    }
    return JSON.stringify(needsEnvelope(json) ? { [envelope]: json } : json)
  },
  load: (stored: unknown) => {
    const json: unknown = typeof stored === 'string' ? JSON.parse(stored) : stored
    return typeof json === 'object' && json !== null && envelope in json ? json[envelope] : json
  },
}

const scalars = new Map<string, Type<unknown>>(
  Object.entries({
    string: stringType(),
    integer: integerType(),
    number: floatType(),
    boolean: booleanType(),
  }) as never,
)

/** A schema of a scalar is stored, loaded and ordered like the scalar; anything else is `jsonb`. */
const storageOf = (
  schema: JsonSchema,
): Pick<Type<unknown>, 'storage' | 'reads' | 'dump' | 'load' | 'compare'> & {
  readonly fidelity: 'direct' | 'sure'
} => {
  const scalar = scalars.get(String(schema.type))
  if (!scalar) return { ...asJsonb, fidelity: 'direct' }
  const { storage, dump, load, compare } = scalar
  return {
    storage,
    reads: 'all',
    dump,
    load,
    fidelity: isSure(scalar) ? 'sure' : 'direct',
    ...(compare ? { compare } : {}),
  }
}

/**
 * Any Standard Schema (zod, valibot, arktype) as a type: `cast` is its `validate`. Its JSON Schema
 * is the one it states itself, else empty. Round trips hold for schemas that take what they give.
 */
export const standardSchemaType = (schema: StandardSchemaV1): Type<unknown> => {
  const { input, output } = standardJsonSchema(schema)
  const answer = standardAnswerSchema(schema)
  const { vendor } = schema['~standard']
  const parse = castBy(schema)
  return defineType<unknown>({
    name: 'schema',
    constraints: { schema },
    parse,
    ...storageOf(output),
    toJson,
    equal: deepEqual,
    jsonSchema: input,
    outputJsonSchema: output,
    answerJsonSchema: answer,
    ...(takesNoJson(schema) ? { hasJson: false as const } : {}),
    description: schemaWords(answer) ?? `value of a ${vendor} schema`,
  })
}

const accepts = (
  schema: StandardSchemaV1,
  probe: null | undefined,
): { readonly value: unknown } | undefined => {
  try {
    const result = validate(schema, probe)
    return result.issues ? undefined : { value: result.value }
  } catch (error) {
    // A schema's own code may not be ready for null: then the schema does not take it.
    if (error instanceof Error) return undefined
    throw error
  }
}

/**
 * What a schema says about null and missing values: `nullable` where it takes either, a default
 * where it makes one of nothing.
 */
export const standardSchemaOptions = (
  schema: StandardSchemaV1,
): { nullable?: boolean; default?: () => unknown } => {
  const [missing, nil] = [accepts(schema, undefined), accepts(schema, null)]
  const nullable = (nil && nil.value === null) || (missing && (missing.value ?? null) === null)
  return {
    ...(nullable ? { nullable: true } : {}),
    ...(missing && (missing.value ?? null) !== null
      ? { default: () => accepts(schema, undefined)?.value }
      : {}),
  }
}
