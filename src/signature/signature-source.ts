import { DefinitionError } from '../error/definition-error.ts'
import type { Fields } from '../type/field.ts'
import { dedent, defaultInstructions } from './signature-info.ts'

/** Anything with fields, such as a resource. */
export interface ResourceSource {
  readonly attributes: Fields
}

/** Anything with inputs and outputs, such as an action. */
export interface ActionSource {
  readonly signatureFields: () => {
    readonly input: Fields
    readonly output: Fields
    readonly description?: string
  }
}

export interface SourceOptions {
  readonly input?: readonly PropertyKey[]
  readonly output?: readonly PropertyKey[]
  readonly instructions?: string
}

export interface SignatureDeclaration {
  readonly instructions: string
  readonly input: Fields
  readonly output: Fields
}

const pick = (fields: Fields, names: readonly PropertyKey[], kind: string): Fields =>
  Object.fromEntries(
    names.map((name) => {
      const field = Object.hasOwn(fields, name) ? fields[String(name)] : undefined
      if (!field)
        throw new DefinitionError({
          resource: 'Signature',
          problem: `\`${String(name)}\` is not ${kind}; there are ${Object.keys(fields)
            .map((option) => `\`${option}\``)
            .join(', ')}.`,
        })
      return [String(name), field]
    }),
  )

const complete = (
  fields: { readonly input: Fields; readonly output: Fields },
  instructions: string | undefined,
): SignatureDeclaration => ({
  ...fields,
  instructions: dedent(instructions ?? '') || defaultInstructions(fields),
})

export const declareResourceSource = (
  { attributes }: ResourceSource,
  { input = [], output = [], instructions }: SourceOptions,
): SignatureDeclaration =>
  complete(
    {
      input: pick(attributes, input, 'an attribute'),
      output: pick(attributes, output, 'an attribute'),
    },
    instructions,
  )

export const declareActionSource = (
  source: ActionSource,
  options: SourceOptions,
): SignatureDeclaration => {
  const { input, output, description } = source.signatureFields()
  const fields = {
    input: options.input ? pick(input, options.input, 'an input of the action') : input,
    output: options.output ? pick(output, options.output, 'an output of the action') : output,
  }
  return complete(fields, options.instructions ?? description)
}
