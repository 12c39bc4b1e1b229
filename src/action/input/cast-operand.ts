import { InvalidFilterValueError } from '../../error/invalid-value.ts'
import { isStorableText, shown, unstorable } from '../../text/shown.ts'
import { issueText } from '../../type/redact.ts'
import type { Type } from '../../type/type.ts'
import type { InputOperator } from './operators.ts'
import type { PublicField } from './public-fields.ts'

type Path = readonly (string | number)[]
/** Where an operand stands, and how many values it may list. */
interface OperandPlace {
  readonly path: Path
  readonly most: number
}

const invalid = ({ name }: PublicField, path: Path, message: string, rule: string) =>
  new InvalidFilterValueError({ field: name, path, message, rule })

const castOne = (field: PublicField, type: Type<unknown>, input: unknown, path: Path): unknown => {
  if (input === null || input === undefined)
    throw invalid(field, path, 'must be a value; ask for null with isNull', 'required')
  const result = type.cast(input)
  if (result.ok) return result.value
  throw invalid(
    field,
    path,
    result.issues
      .map((issue) => (field.sensitive ? issue.message : issueText(issue)))
      .join(', and '),
    result.issues[0]?.code ?? 'invalid',
  )
}

const castMany = (
  field: PublicField,
  type: Type<unknown>,
  input: unknown,
  { path, most }: OperandPlace,
): unknown[] => {
  if (!Array.isArray(input))
    throw invalid(
      field,
      path,
      `must be a list${field.sensitive ? '' : `, got ${shown(input)}`}`,
      'list',
    )
  if (input.length > most)
    throw invalid(field, path, `must list at most ${most} values`, 'max_length')
  return input.map((one, i) => castOne(field, type, one, [...path, i]))
}

/**
 * A caller's value for an operator: always a value of the type that the operator takes, never a
 * condition.
 */
export const castOperand = (
  field: PublicField,
  { operand }: InputOperator,
  input: unknown,
  place: OperandPlace,
): unknown => {
  const { path } = place
  switch (operand) {
    case 'value':
      return castOne(field, field.type, input, path)
    case 'values':
      return castMany(field, field.type, input, place)
    case 'element':
      return castOne(field, field.type.of ?? field.type, input, path)
    case 'elements':
      return castMany(field, field.type.of ?? field.type, input, place)
    case 'text':
      if (typeof input === 'string' && isStorableText(input)) return input
      if (typeof input === 'string') throw invalid(field, path, unstorable, 'string')
      throw invalid(field, path, 'must be text', 'string')
    case 'flag':
      if (typeof input === 'boolean') return input
      throw invalid(field, path, 'must be true or false', 'boolean')
    default:
      return operand satisfies never
  }
}
