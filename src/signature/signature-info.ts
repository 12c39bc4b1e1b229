import { DefinitionError } from '../error/definition-error.ts'
import { type AnyField, type FieldLike, fieldOf, type Fields } from '../type/field.ts'
import type { AnySignature, SignatureInfo } from './signature.ts'
import { perObject } from '../text/lazy.ts'

/**
 * Whether adapters can render a field of this name. `__proto__` is not allowed: as a key it would
 * set an object's prototype.
 */
export const isFieldName = (name: string): boolean =>
  /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__'

export type Side = 'input' | 'output'

/**
 * The signature as plain fields, computed once per class. Throws `DefinitionError` for names that
 * adapters cannot render.
 */
export const signatureInfo = perObject(
  (signature: AnySignature): SignatureInfo =>
    makeInfo({
      name: signature.signatureName,
      instructions: signature.instructions,
      input: signature.input,
      output: signature.output,
    }),
)

/**
 * Throws `DefinitionError` for names that adapters cannot render, for duplicates, and if there are
 * no fields.
 */
export const checkFieldNames = ({
  name,
  input,
  output,
}: Pick<SignatureInfo, 'name' | 'input' | 'output'>): void => {
  const names = [...Object.keys(input), ...Object.keys(output)]
  if (!names.length)
    throw new DefinitionError({
      resource: 'Signature',
      problem: `The signature ${name} has no fields.`,
    })
  for (const [index, field] of names.entries()) {
    if (!isFieldName(field))
      throw new DefinitionError({
        resource: 'Signature',
        problem: `\`${field}\` is not a valid field name: use letters, digits and underscores, and do not start with a digit.`,
      })
    if (names.indexOf(field) !== index)
      throw new DefinitionError({
        resource: 'Signature',
        problem: `The signature ${name} has two fields \`${field}\`: names must be unique across inputs and outputs.`,
      })
  }
}

const makeInfo = (info: SignatureInfo): SignatureInfo => {
  checkFieldNames(info)
  const { name, instructions, input, output } = info
  return Object.freeze({ name, instructions, input: resolve(input), output: resolve(output) })
}

const resolve = (fields: Fields): Readonly<Record<string, AnyField>> =>
  Object.freeze(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)])),
  )

/** The same signature with other instructions; the same object if they are equal. */
export const withInstructions = (info: SignatureInfo, instructions: string): SignatureInfo =>
  instructions === info.instructions ? info : Object.freeze({ ...info, instructions })

/**
 * The same signature with one more field at the beginning of its side, such as the `reasoning` of a
 * chain of thought.
 */
export const prependField = (
  info: SignatureInfo,
  side: Side,
  name: string,
  field: FieldLike,
): SignatureInfo => addField(info, side, name, (fields) => ({ [name]: field, ...fields }))

const addField = (
  info: SignatureInfo,
  side: Side,
  name: string,
  add: (fields: Fields) => Fields,
): SignatureInfo => {
  if (Object.hasOwn(info.input, name) || Object.hasOwn(info.output, name)) {
    throw new DefinitionError({
      resource: 'Signature',
      problem: `The signature ${info.name} already has a field \`${name}\`: names must be unique across inputs and outputs.`,
    })
  }
  return makeInfo({ ...info, [side]: add(info[side]) })
}

const quoted = (fields: Fields) =>
  Object.keys(fields)
    .map((name) => `\`${name}\``)
    .join(', ')

/** The instructions of a signature that declares none. */
export const defaultInstructions = ({
  input,
  output,
}: {
  readonly input: Fields
  readonly output: Fields
}): string => {
  const inputWords = Object.keys(input).length ? `Given the fields ${quoted(input)}, ` : ''
  const outputCount = Object.keys(output).length
    ? `produce the fields ${quoted(output)}.`
    : 'produce no fields.'
  return inputWords ? inputWords + outputCount : `P${outputCount.slice(1)}`
}

/** Removes the common indentation of a multi-line text and the blank lines around it. */
export const dedent = (text: string): string => {
  const lines = text.split('\n')
  const indents = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length)
  const indent = indents.length ? Math.min(...indents) : 0
  return [
    lines[0]!.trimStart(),
    ...lines
      .slice(1)
      .map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length))),
  ]
    .join('\n')
    .trim()
}
