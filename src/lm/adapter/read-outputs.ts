import { AdapterParseError } from '../../error/adapter-parse-error.ts'
import { defaultOf } from '../../type/cast-field.ts'
import { IssueList } from '../../type/issue-list.ts'
import { clip } from '../../type/shown.ts'
import { ok, type Issue, type Result } from '../../type/type.ts'
import type { Reading } from './layout.ts'
import type { NamedField } from './named-field.ts'
import { agreed, wrong } from './parse/fit.ts'
import { parseValue } from './parse/parse-value.ts'

const said = ({ path, message, code, variables }: Issue) =>
  code === 'more_issues' ? `and ${String(variables['count'])} more` : `${clip(path.join('.'), 100)} ${clip(message, 300)}`

/**
 * Casts what was found to the outputs. One that is missing takes its default or null where nothing speaks against it: others were found,
 * the answer ended as asked, and nothing in it has a name that is not known. Throws `AdapterParseError` with everything that does not fit.
 */
export const readOutputs = (adapter: string, outputs: readonly NamedField[], text: string, reading: Reading): Record<string, unknown> => {
  const { values, problem } = reading
  const result: Record<string, unknown> = {}
  const problems: string[] = problem === undefined ? [] : [problem]
  if (problem === undefined && outputs.length && !values.size) problems.push('none of the fields is there')
  const issues = new IssueList()
  for (const output of problems.length ? [] : outputs) {
    const read = readOutput(output, reading)
    if (read.ok) result[output.name] = read.value
    else issues.add(read.issues, [output.name])
  }
  problems.push(...issues.all.map(said))
  if (!problems.length) return result
  throw new AdapterParseError({ adapter, response: text, expected: outputs.map(({ name }) => name), actual: [...values.keys()], reason: problems.join('; ') })
}

const readOutput = ({ name, field, nullable }: NamedField, { values, source, hasUnknown, ended }: Reading): Result<unknown> => {
  const given = values.get(name)
  const isOptional = nullable || 'default' in field.options
  if (!given) {
    if (isOptional && hasUnknown) return wrong('is missing, and the answer has another field instead')
    if (isOptional && !ended) return wrong('is missing, and the answer has no end')
    return isOptional ? ok(absent(field, nullable)) : wrong('is missing')
  }
  if (given.every((value) => value === null) && !nullable) return 'default' in field.options ? ok(defaultOf(field)) : wrong('must not be null')
  return agreed(given.map((value) => (value === null && nullable ? ok(null) : parseValue(field, value, name, source))))
}

const absent = (field: NamedField['field'], nullable: boolean): unknown => ('default' in field.options || !nullable ? defaultOf(field) : null)
