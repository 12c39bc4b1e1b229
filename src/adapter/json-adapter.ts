import type { LanguageModel, LmRequest } from '../lm/language-model.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { fieldsJsonSchema } from '../type/json-schema.ts'
import { isSchema } from '../type/schema-at.ts'
import type { Json, JsonSchema } from '../type/type.ts'
import { describeSides, describeTask, typeNote, typeReminder } from './describe-fields.ts'
import { wireValue } from './format-value.ts'
import { adapterOf, type Layout, notSupplied, type AnswerReading, unreadable } from './layout.ts'
import { block, markedInputs } from './marker.ts'
import { fieldNamed, type NamedField, type SignatureFields, namedFieldsOf } from './named-field.ts'
import { writeJson } from './parse/json-string.ts'
import { readLooseJson } from './parse/loose-json.ts'
import { type Loose, LooseObject } from './parse/loose.ts'
import { speaksOf, spoken } from './parse/reasoning.ts'
import { schemaName, strictSchema } from './schema-dialect.ts'
import { optionsOf, properties } from './schema-parts.ts'
import { perObject } from '../text/lazy.ts'

interface Found {
  readonly objects: readonly LooseObject[]
  /** The text after the last object. */
  readonly rest: string
  readonly problem?: string
}

/** Brackets of prose: `{placeholders}`, `[1]`. */
const inProse = /[{[][^{}[\]"':]*[}\]]/y
const bracket = /[{}[\]]/g

/**
 * The JSON objects in a text. A bracket that belongs neither to one of them nor to prose shows that
 * an object is damaged or cut off.
 */
const objectsIn = (text: string, isWanted: (value: Loose) => boolean): Found => {
  const objects: LooseObject[] = []
  let end = 0
  bracket.lastIndex = 0
  for (let match = bracket.exec(text); match; match = bracket.exec(text)) {
    const object =
      match[0] === '{' || match[0] === '['
        ? readLooseJson(text, match.index)
        : { problem: 'a bracket closes nothing' }
    if ('problem' in object) {
      inProse.lastIndex = match.index
      if (!inProse.test(text))
        return { objects, rest: '', problem: `the JSON is not well formed: ${object.problem}` }
      bracket.lastIndex = inProse.lastIndex
    } else {
      bracket.lastIndex = object.end
      if (object.value instanceof LooseObject) objects.push(object.value)
      else if (isWanted(object.value))
        return { objects, rest: '', problem: 'it contains a list instead of one object' }
      if (object.value instanceof LooseObject && isWanted(object.value)) end = object.end
    }
  }
  return { objects, rest: text.slice(end) }
}

/** The only key of an object if it is not an output and its value is an object with outputs. */
const unwrapped = (object: LooseObject, holdsOutput: (value: Loose) => boolean): LooseObject => {
  const [entry, ...more] = object.entries
  return entry &&
    !more.length &&
    !holdsOutput(object) &&
    entry[1] instanceof LooseObject &&
    holdsOutput(entry[1])
    ? entry[1]
    : object
}

/** The values of the outputs in the JSON objects of an answer. */
export const readObject = (content: string, outputs: readonly NamedField[]): AnswerReading => {
  const strict = readLooseJson(content.trim(), 0)
  const isAlone = 'value' in strict && strict.end === content.trim().length
  const { text, thought } = isAlone
    ? { text: content, thought: '' }
    : spoken(
        content,
        (answer) => answer.indexOf('{'),
        () => false,
      )
  if (text === undefined) return unreadable('the answer ends while the model thinks')
  const holdsOutput = (value: Loose): boolean =>
    value instanceof LooseObject &&
    value.entries.some(([name]) => fieldNamed(outputs, name) !== undefined)
  const isWanted = (value: Loose): boolean =>
    Array.isArray(value)
      ? value.some(isWanted)
      : holdsOutput(value) ||
        (value instanceof LooseObject && holdsOutput(unwrapped(value, holdsOutput)))
  const { objects, rest, problem } = objectsIn(text, isWanted)
  if (problem !== undefined) return unreadable(problem)
  if (!objects.length) return unreadable('it contains no JSON object')
  const entries = objects
    .filter(isWanted)
    .flatMap((object) => unwrapped(object, holdsOutput).entries)
  const groups = Map.groupBy(entries, ([name]) => fieldNamed(outputs, name)?.name)
  const values = [...groups].flatMap(([name, group]): [string, Loose[]][] =>
    name === undefined ? [] : [[name, group.map(([, value]) => value)]],
  )
  return {
    values: new Map(values),
    source: 'data',
    hasUnknown:
      groups.has(undefined) ||
      outputs.some((output) => !groups.has(output.name) && speaksOf(thought, output)),
    ended: true,
    whole: /^[\s`~]*$/.test(rest),
  }
}

// The notes contain JSON and replace values, so they are not escaped.
const placeholders = (fields: readonly NamedField[]): string =>
  `{\n${fields.map((field) => `  "${field.name}": "{${field.name}}${typeNote(field)}"`).join(',\n')}\n}`

const system = (fields: SignatureFields): string =>
  [
    describeSides(fields, 'brief'),
    'All interactions will be structured in the following way, with the appropriate values filled in.',
    '',
    'Inputs will have the following structure:',
    '',
    ...fields.inputs.map(({ name }) => `${block(name, `{${name}}`)}\n`),
    'Outputs will be a JSON object with the following fields.',
    '',
    placeholders(fields.outputs),
    describeTask(fields),
  ].join('\n')

const request = ({ outputs }: SignatureFields): string =>
  outputs.length
    ? `Respond with a JSON object in the following order of fields: ${outputs.map((field) => `\`${field.name}\`${typeReminder(field)}`).join(', then ')}.`
    : 'Respond with an empty JSON object.'

const answer = (
  fields: readonly NamedField[],
  values: Readonly<Record<string, unknown>>,
): string => {
  const wire = (field: NamedField): Json =>
    Object.hasOwn(values, field.name) ? wireValue(field, values[field.name]) : notSupplied
  return writeJson(Object.fromEntries(fields.map((field) => [field.name, wire(field)])), 2)
}

/** Requests all outputs, each in the form that its type accepts. */
const outputSchema = (signature: SignatureInfo): JsonSchema => {
  const schema = fieldsJsonSchema(signature.output, { mode: 'output' })
  const produced = namedFieldsOf(signature).outputs.map(({ name, type, nullable }) => {
    const property = isSchema(properties(schema)[name])
      ? (properties(schema)[name] as JsonSchema)
      : {}
    if (!type.answerJsonSchema) return [name, property] as const
    const own = type.answerJsonSchema
    return [
      name,
      {
        ...(nullable && !optionsOf(own).nullable ? { anyOf: [own, { type: 'null' }] } : own),
        ...(property.description === undefined ? {} : { description: property.description }),
      },
    ] as const
  })
  return { ...schema, properties: Object.fromEntries(produced) }
}

const schemaFormat = perObject(
  (signature: SignatureInfo): NonNullable<LmRequest['responseFormat']> => {
    const schema = strictSchema(outputSchema(signature))
    return schema ? { type: 'json', schema, name: schemaName(signature.name) } : { type: 'json' }
  },
)

/**
 * A strict schema if the model accepts one and every output has a fixed form, otherwise any JSON;
 * none for a model without response formats.
 */
const responseFormat = (
  signature: SignatureInfo,
  lm: LanguageModel,
): LmRequest['responseFormat'] => {
  if (lm.supports.responseFormat === false) return undefined
  return lm.supports.responseSchema ? schemaFormat(signature) : { type: 'json' }
}

const jsonLayout: Layout = {
  name: 'json',
  system,
  inputs: markedInputs,
  request,
  answer,
  read: (text, { outputs }) => readObject(text, outputs),
}

/**
 * Outputs as one JSON object, with the provider's schema support if available. Accepts prose and
 * fences around the object, and rejects damaged JSON.
 */
export const jsonAdapter = adapterOf(jsonLayout, { responseFormat })
