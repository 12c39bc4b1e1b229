import type { NamedField, SignatureFields } from './named-field.ts'
import { typeWords } from './type-words.ts'

const line = (named: NamedField, index: number): string => {
  const { name, field, type } = named
  const described = `${index + 1}. \`${name}\` (${typeWords(named)}): ${field.options.description ?? ''}`
  return type.limits?.length ? `${described}\nConstraints: ${type.limits.join(', ')}` : described
}

/** Numbered lines: name, type, description, and the constraints below. */
export const describeFields = (fields: readonly NamedField[]): string => fields.map(line).join('\n').trim()

/** The first part of a system message. */
export const describeSides = ({ inputs, outputs }: SignatureFields): string =>
  `Your input fields are:\n${describeFields(inputs)}\nYour output fields are:\n${describeFields(outputs)}`

/** The last part of a system message. */
export const describeTask = ({ instructions }: SignatureFields): string => {
  const indented = ['', ...instructions.split('\n')].join(`\n${' '.repeat(8)}`)
  return `In adhering to this structure, your objective is: ${indented}`
}
