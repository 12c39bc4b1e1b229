import type { Demo } from './adapter.ts'
import type { NamedField, SignatureFields } from './named-field.ts'

const has = (values: Readonly<Record<string, unknown>>, { name, nullable }: NamedField): boolean =>
  Object.hasOwn(values, name) && values[name] !== undefined && (nullable || values[name] !== null)

export interface OrderedDemo {
  readonly demo: Demo
  readonly complete: boolean
}

/** Demos that lack fields go first, so that the whole ones are nearest to the question. One without any input or any output shows nothing and is left out. */
export const orderDemos = ({ inputs, outputs }: SignatureFields, demos: readonly Demo[]): OrderedDemo[] => {
  const ordered = demos.map((demo) => ({
    demo,
    complete: inputs.every((field) => has(demo.input, field)) && outputs.every((field) => has(demo.output, field)),
  }))
  const useful = ({ demo }: OrderedDemo) => inputs.some((field) => has(demo.input, field)) && outputs.some((field) => has(demo.output, field))
  return [...ordered.filter((item) => !item.complete && useful(item)), ...ordered.filter((item) => item.complete)]
}

/** What stands in the place of an output that a demo lacks. */
export const notSupplied = 'Not supplied for this particular example. '
export const incompleteNotice = 'This is an example of the task, though some input or output fields are not supplied.'

/** The fields that have a value, in the signature's order. */
export const present = (fields: readonly NamedField[], values: Readonly<Record<string, unknown>>): NamedField[] => fields.filter((field) => has(values, field))
