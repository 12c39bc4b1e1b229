import { AdapterParseError } from '../../error/adapter-parse-error.ts'
import { defaultOf } from '../../type/cast-field.ts'
import type { Issue } from '../../type/type.ts'
import type { LmResponse } from '../language-model.ts'
import type { Reading } from './layout.ts'
import { fieldNamed, type NamedField } from './named-field.ts'
import { parseValue } from './parse/parse-value.ts'

const said = (name: string, { path, message }: Issue) => `${[name, ...path].join('.')} ${message}`

/** Casts what was found to the outputs; one that is missing takes its default or null. Throws `AdapterParseError` with everything that does not fit. */
export const readOutputs = (
  adapter: string,
  outputs: readonly NamedField[],
  { text, finishReason }: LmResponse,
  { values, problem }: Reading,
): Record<string, unknown> => {
  const found = new Map<string, unknown>()
  for (const [name, value] of values) {
    const output = fieldNamed(outputs, name)
    if (output && !found.has(output.name)) found.set(output.name, value)
  }
  const result: Record<string, unknown> = {}
  const problems: string[] = problem === undefined ? [] : [problem]
  for (const output of outputs) {
    const read = readOutput(output, found)
    if (read.ok) result[output.name] = read.value
    else if (problem === undefined) problems.push(...read.issues.map((issue) => said(output.name, issue)))
  }
  if (!problems.length) return result
  if (finishReason === 'length') problems.push('the answer was cut off at the limit of output tokens')
  throw new AdapterParseError({ adapter, response: text, expected: outputs.map(({ name }) => name), actual: [...values.keys()], reason: problems.join('; ') })
}

const readOutput = ({ name, field, nullable }: NamedField, found: ReadonlyMap<string, unknown>) => {
  const value = found.get(name)
  const missing = value === undefined || (value === null && !nullable)
  if (missing && 'default' in field.options) return { ok: true, value: defaultOf(field) } as const
  if (missing && !nullable)
    return { ok: false, issues: [{ path: [], code: 'required', message: found.has(name) ? 'must not be null' : 'is missing', variables: {} }] } as const
  return missing ? ({ ok: true, value: null } as const) : parseValue(field, value)
}
