import type { NamedField, SignatureFields } from './named-field.ts'
import { briefWords, typeWords } from './type-words.ts'

/** Whether the form of objects is told in full, or stands elsewhere in the prompt. */
export type Detail = 'full' | 'brief'

const line = (named: NamedField, index: number, words: string): string => {
  const { name, field, type } = named
  const described = `${index + 1}. \`${name}\` (${words}): ${field.options.description ?? ''}`
  return type.limits?.length ? `${described}\nConstraints: ${type.limits.join(', ')}` : described
}

/** Numbered lines: name, type, description, and the constraints below. */
export const describeFields = (fields: readonly NamedField[], detail: Detail = 'full'): string =>
  fields
    .map((named, index) => line(named, index, (detail === 'full' ? typeWords : briefWords)(named)))
    .join('\n')
    .trim()

/** The first part of a system message. */
export const describeSides = ({ inputs, outputs }: SignatureFields, detail: Detail): string =>
  `Your input fields are:\n${describeFields(inputs)}\nYour output fields are:\n${describeFields(outputs, detail)}`

/** The last part of a system message. */
export const describeTask = ({ instructions }: SignatureFields): string => {
  const indented = ['', ...instructions.split('\n')].join(`\n${' '.repeat(8)}`)
  return `In adhering to this structure, your objective is: ${indented}`
}
