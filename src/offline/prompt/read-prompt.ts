import type { JsonSchema } from '../../type/type.ts'
import type { Kind, PromptLayout, PromptTask, TaskDemo, TaskField } from '../task.ts'
import { listedFields, requestedFields, typeNotes } from './field-list.ts'
import { fieldsOfSchema, kindOf } from './kind.ts'
import {
  fieldName,
  type PromptMessage,
  readChat,
  readJsonRecord,
  readPlain,
  readXmlRecord,
} from './layouts.ts'

const dedent = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()

const OBJECTIVE =
  /(?:your objective is|specific instructions|your task is|instructions?|objective|task)\s*:\s*/gi

/**
 * The task's own instructions in a system prompt: what follows «your objective is:» (or
 * «instructions:», «task:»), up to the end. A system prompt that lists no fields is instruction as
 * a whole.
 */
const readInstructions = (system: string, listsFields: boolean): string => {
  if (!listsFields) return dedent(system)
  let start = -1
  for (const match of system.matchAll(OBJECTIVE)) {
    start = match.index + match[0].length
    if (/objective|specific|task is/i.test(match[0])) break
  }
  if (start >= 0) return dedent(system.slice(start))
  return dedent(system.split(/^.*\b(?:inputs?|outputs?)\b[^\n]*:\s*$/im)[0] ?? '')
}

export interface PromptFormat {
  readonly json: boolean
  readonly schema?: JsonSchema
}

const INPUTS = /\binputs?\b[^\n]*:\s*$|you will be provided with:\s*$/i
const OUTPUTS = /\boutputs?\b[^\n]*:\s*$/i

/** The query without its closing request («Respond with …»), and that request. */
const splitTail = (text: string): { readonly body: string; readonly tail: string } => {
  const at = text.lastIndexOf('\nRespond with')
  const start = at >= 0 ? at : text.startsWith('Respond with') ? 0 : -1
  if (start < 0 || text.length - start > 20_000) return { body: text, tail: '' }
  const tail = text.slice(start)
  return tail.includes('`') || /\b(json|fields?|outputs?)\b/i.test(tail)
    ? { body: text.slice(0, start), tail }
    : { body: text, tail: '' }
}

/** A kind with the limits that another account of the same value adds. */
const together = (kind: Kind, other: Kind): Kind => {
  const nullable = kind.nullable || other.nullable ? { nullable: true } : {}
  if (kind.type !== other.type) return { ...kind, ...nullable }
  const of = kind.of && other.of ? { of: together(kind.of, other.of) } : {}
  return { ...other, ...kind, ...of, ...nullable }
}

const merge = (
  names: readonly TaskField[],
  details: readonly TaskField[],
  notes: ReadonlyMap<string, string>,
): TaskField[] =>
  names.map((field) => {
    const detail = details.find((candidate) => candidate.name === field.name)
    const note = notes.get(field.name)
    const noted = note ? kindOf(note) : undefined
    // A schema says most: which properties an object has, how many items a list.
    const kinds =
      note && /JSON schema/i.test(note)
        ? [noted, field.kind, detail?.kind]
        : [field.kind, noted, detail?.kind]
    const kind = kinds.find((candidate) => candidate && candidate.type !== 'string') ?? field.kind
    const fullKind = [detail?.kind, noted, field.kind]
      .flatMap((candidate) => candidate ?? [])
      .reduce(together, kind)
    return {
      name: field.name,
      kind: fullKind,
      description: field.description || detail?.description || '',
    }
  })

const layoutOf = (
  system: string,
  tail: string,
  last: string,
  format: PromptFormat,
): PromptLayout => {
  if (
    format.json ||
    /JSON object/i.test(tail) ||
    (/Outputs will be a JSON object|JSON object with the following/i.test(system) &&
      !tail.includes('[[ ##'))
  )
    return 'json'
  if (tail.includes('[[ ##') || system.includes('[[ ##')) return 'chat'
  if (/XML/.test(tail) || /`<[\w-]+>`/.test(tail) || /^<([\w-]+)>\s*\n?\{\1\}/m.test(system))
    return 'xml'
  return last.includes('[[ ##') ? 'chat' : 'plain'
}

const records = (
  text: string,
  names: readonly string[],
  layout: PromptLayout,
): Record<string, string>[] => {
  const nameSet = new Set(names)
  const marked =
    (layout === 'xml' ? readXmlRecord(text, nameSet) : undefined) ?? readChat(text, nameSet)
  if (marked) return [marked]
  const plain = readPlain(text, names)
  if (plain.length) return plain
  const json =
    text.trimStart().startsWith('{') || layout === 'json' ? readJsonRecord(text) : undefined
  return json && (!nameSet.size || Object.keys(json).some((name) => nameSet.has(name)))
    ? [json]
    : []
}

const answerOf = (
  text: string,
  outputs: readonly TaskField[],
  layout: PromptLayout,
): Record<string, string> => {
  const names = outputs.map((field) => field.name)
  const record = Object.assign({}, ...records(text, names, layout)) as Record<string, string>
  if (Object.keys(record).length) return record
  const only = names.at(-1)
  return only && names.length === 1 ? { [only]: text.trim() } : {}
}

const missing = /^Not supplied for this/

const demo = (input: Record<string, string>, output: Record<string, string>): TaskDemo => ({
  input,
  output: Object.fromEntries(Object.entries(output).filter(([, value]) => !missing.test(value))),
})

const turnDemos = (
  messages: readonly PromptMessage[],
  last: number,
  inputs: readonly string[],
  outputs: readonly TaskField[],
  layout: PromptLayout,
): TaskDemo[] => {
  const demos: TaskDemo[] = []
  for (let at = 0; at + 1 < last; at += 1) {
    const [user, assistant] = [messages[at], messages[at + 1]]
    if (user?.role !== 'user' || assistant?.role !== 'assistant' || !assistant.text) continue
    const { body } = splitTail(user.text)
    demos.push(
      demo(
        Object.assign(
          {},
          ...(records(body, inputs, layout).length
            ? records(body, inputs, layout)
            : [{ text: body.trim() }]),
        ) as Record<string, string>,
        answerOf(assistant.text, outputs, layout),
      ),
    )
  }
  return demos
}

/**
 * Labels at the end of a plain prompt that have no value are what is asked for: `question:
 * …⏎answer:`.
 */
const openLabels = (record: Readonly<Record<string, string>> | undefined): TaskField[] =>
  Object.entries(record ?? {}).flatMap(([name, value]) =>
    value === '' ? [{ name, kind: { type: 'string' } as const, description: '' }] : [],
  )

const without = (
  record: Readonly<Record<string, string>>,
  outputs: readonly TaskField[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([name, value]) => value !== '' || !outputs.some((field) => field.name === name),
    ),
  )

/** A missing input is shown as null, which is not a text to find an answer in. */
const withoutNulls = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== 'null'))

interface Asked {
  readonly inputs: readonly TaskField[]
  readonly outputs: readonly TaskField[]
}

const askedFields = (system: string, tail: string, format: PromptFormat): Asked => {
  const listed = listedFields(system, OUTPUTS)
  const notes = typeNotes(system)
  const inputs = listedFields(system, INPUTS)
  const requested = requestedFields(tail)
  const schema = format.schema ? fieldsOfSchema(format.schema) : []
  const primary = schema.length
    ? schema
    : listed.length
      ? merge(listed, requested, new Map())
      : requested
  return { inputs, outputs: merge(primary, [...listed, ...requested], notes) }
}

const withPlain = (
  fields: Asked,
  body: string,
  layout: PromptLayout,
): {
  readonly fields: Asked
  readonly entries: Record<string, string>[]
  readonly layout: PromptLayout
} => {
  const names = fields.inputs.map((field) => field.name)
  if (fields.outputs.length) return { fields, entries: records(body, names, layout), layout }
  const plainRecords = readPlain(body, [])
  const open = openLabels(plainRecords.at(-1))
  if (open.length)
    return { fields: { ...fields, outputs: open }, entries: plainRecords, layout: 'plain' }
  return {
    fields: { ...fields, outputs: [{ name: 'text', kind: { type: 'string' }, description: '' }] },
    entries: records(body, names, layout),
    layout: layout === 'json' ? 'json' : 'text',
  }
}

/**
 * Finds in a rendered prompt what is asked: instructions, input and output fields with their types,
 * demonstrations and the query. It reads the chat-marker, JSON, XML and `field: value` layouts and
 * a JSON Schema response format; a prompt of none of these asks for one free text.
 */
export const readPrompt = (
  messages: readonly PromptMessage[],
  format: PromptFormat,
): PromptTask => {
  const system = messages
    .flatMap((message) => (message.role === 'system' ? [message.text] : []))
    .join('\n\n')
  const last = messages.findLastIndex((message) => message.role === 'user')
  const { body, tail } = splitTail(messages[last]?.text ?? '')
  const guess = layoutOf(system, tail, body, format)
  const { fields, entries, layout } = withPlain(askedFields(system, tail, format), body, guess)
  const names = fields.inputs.map((field) => field.name)
  const query = withoutNulls(without(entries.at(-1) ?? { text: body.trim() }, fields.outputs))
  const outputNames = new Set(fields.outputs.map((field) => fieldName(field.name)))
  const inline = entries.slice(0, -1).map((record) => {
    const parts = Object.entries(record)
    return demo(
      Object.fromEntries(parts.filter(([name]) => !outputNames.has(fieldName(name)))),
      Object.fromEntries(parts.filter(([name]) => outputNames.has(fieldName(name)))),
    )
  })
  return {
    instructions: readInstructions(system, fields.inputs.length > 0),
    inputs: fields.inputs,
    outputs: fields.outputs,
    demos: [...turnDemos(messages, last, names, fields.outputs, layout), ...inline],
    query,
    layout,
  }
}
