import { isDeepStrictEqual } from 'node:util'
import { parseValue } from '../../adapter/parse/parse-value.ts'
import type { SignatureInfo } from '../../signature/signature.ts'
import { type AnyField, fieldOf, type Fields } from '../../type/field.ts'
import { lenientFields } from '../../type/lenient.ts'
import type { Json, Result, Type } from '../../type/type.ts'
import { withoutSensitive } from '../../type/without-sensitive.ts'
import { recordWith } from './shape.ts'

/**
 * A demo contains JSON. A schema of another library may not accept the JSON of its own values, such
 * as dates in an object, so it is read like a model's answer.
 */
const castJson = (name: string, field: AnyField, value: Json): Result<unknown> => {
  const cast = (field.type as Type<unknown>).cast(value)
  if (cast.ok || !field.type.answerJsonSchema) return cast
  const read = parseValue(
    field,
    typeof value === 'string' ? value : JSON.stringify(value),
    name,
    'text',
  )
  return read.ok ? read : cast
}

const checkValues = (
  demo: Json | undefined,
  fields: Fields,
  path: string,
  problems: string[],
): void => {
  const values = recordWith(demo, Object.keys(fields), path, problems)
  if (!isDeepStrictEqual(withoutSensitive(fields, values), values))
    problems.push(`${path} contains values of sensitive fields, which a state must not store`)
  for (const [name, like] of Object.entries(fields)) {
    const value = values[name]
    if (value === undefined) continue
    const field = fieldOf(like)
    if (value === null) {
      if (!field.options.nullable) problems.push(`${path}.${name} must not be null`)
      continue
    }
    const result = castJson(name, field, value)
    if (!result.ok)
      problems.push(`${path}.${name}: ${result.issues.map(({ message }) => message).join(' ')}`)
  }
}

/** Demonstrations may lack fields, but the values that they contain must fit the signature. */
export const checkDemos = (
  demos: Json | undefined,
  signature: SignatureInfo,
  path: string,
  problems: string[],
): void => {
  if (!Array.isArray(demos)) {
    problems.push(`${path} must be a list`)
    return
  }
  for (const [index, item] of demos.entries()) {
    const at = `${path}[${index}]`
    const demo = recordWith(item as Json, ['input', 'output', 'augmented'], at, problems)
    checkValues(demo.input, lenientFields(signature.input, 'given'), `${at}.input`, problems)
    checkValues(demo.output, lenientFields(signature.output, 'said'), `${at}.output`, problems)
    if (demo.augmented !== undefined && typeof demo.augmented !== 'boolean')
      problems.push(`${at}.augmented must be true or false`)
  }
}
