import type { SignatureInfo } from '../../signature/signature.ts'
import type { Json } from '../../type/type.ts'
import { isJsonObject } from '../../text/objects.ts'

/** The problem with a parameter's value ("must be a whole number from 1 to 1000"), or undefined. */
export type ParameterCheck = (value: Json) => string | undefined

/** The form of a module's state. */
export interface StateShape {
  readonly predictors: Readonly<Record<string, SignatureInfo>>
  readonly parameters: Readonly<Record<string, ParameterCheck>>
}

export type JsonRecord = { readonly [key: string]: Json }
export const isRecord = (value: Json | undefined): value is JsonRecord => isJsonObject(value)

/** The record at `path`, with a problem for every unknown key. */
export const recordWith = (
  value: Json | undefined,
  names: readonly string[],
  path: string,
  problems: string[],
): JsonRecord => {
  if (!isRecord(value)) {
    problems.push(`${path} must be an object`)
    return {}
  }
  for (const key of Object.keys(value))
    if (!names.includes(key))
      problems.push(`${path} has the unknown key "${key}" (known: ${names.join(', ')})`)
  return value
}
