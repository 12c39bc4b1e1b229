import { LmContentFilterError, LmOutputLimitError, LmServerError } from '../error/lm-error.ts'
import type { LmMessage, LmResponse } from '../lm/language-model.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { clip } from '../text/shown.ts'
import { defaultOf } from '../type/cast-field.ts'
import { IssueList } from '../type/issue-list.ts'
import { type Issue, ok, type Result } from '../type/type.ts'
import { AdapterParseError } from './adapter-parse-error.ts'
import type { Adapter, Demo, FormatRequest } from './adapter.ts'
import { type NamedField, type SignatureFields, namedFieldsOf } from './named-field.ts'
import { agreed, type Source, wrong } from './parse/fit.ts'
import type { Loose } from './parse/loose.ts'
import { parseValue } from './parse/parse-value.ts'
import { perObject } from '../text/lazy.ts'

const has = (values: Readonly<Record<string, unknown>>, { name, nullable }: NamedField): boolean =>
  Object.hasOwn(values, name) && values[name] !== undefined && (nullable || values[name] !== null)

export interface OrderedDemo {
  readonly demo: Demo
  readonly complete: boolean
}

/**
 * Demos that lack fields go first, so that complete ones are nearest to the question. A demo
 * without any input or any output is left out.
 */
const orderDemos = (
  { inputs, outputs }: SignatureFields,
  demos: readonly Demo[],
): OrderedDemo[] => {
  const ordered = demos.map((demo) => ({
    demo,
    complete:
      inputs.every((field) => has(demo.input, field)) &&
      outputs.every((field) => has(demo.output, field)),
  }))
  const useful = ({ demo }: OrderedDemo) =>
    inputs.some((field) => has(demo.input, field)) &&
    outputs.some((field) => has(demo.output, field))
  return [
    ...ordered.filter((item) => !item.complete && useful(item)),
    ...ordered.filter((item) => item.complete),
  ]
}

/** The text in place of an output that a demo lacks. */
export const notSupplied = 'Not supplied for this particular example. '
const incompleteNotice =
  'This is an example of the task, though some input or output fields are not supplied.'

/** The fields that have a value, in the signature's order. */
const presentFields = (
  fields: readonly NamedField[],
  values: Readonly<Record<string, unknown>>,
): NamedField[] => fields.filter((field) => has(values, field))

const issueLine = ({ path, message, code, variables }: Issue) =>
  code === 'more_issues'
    ? `and ${String(variables['count'])} more`
    : `${clip(path.join('.'), 100)} ${clip(message, 300)}`

/**
 * Casts the values in an answer to the outputs. A missing output takes its default or null if other
 * outputs are there, the answer ended as requested, and nothing in it has an unknown name. Throws
 * `AdapterParseError` with everything that does not fit.
 */
const readOutputs = (
  adapter: string,
  outputs: readonly NamedField[],
  text: string,
  reading: AnswerReading,
): Record<string, unknown> => {
  const { values, problem } = reading
  const result: Record<string, unknown> = {}
  const problems: string[] = problem === undefined ? [] : [problem]
  if (problem === undefined && outputs.length && !values.size)
    problems.push('it contains none of the fields')
  const issues = new IssueList()
  for (const output of problems.length ? [] : outputs) {
    const read = readOutput(output, reading)
    if (read.ok) result[output.name] = read.value
    else issues.add(read.issues, [output.name])
  }
  problems.push(...issues.all.map(issueLine))
  if (!problems.length) return result
  throw new AdapterParseError({
    adapter,
    response: text,
    expected: outputs.map(({ name }) => name),
    actual: [...values.keys()],
    reason: problems.join('; '),
  })
}

const readOutput = (
  { name, field, nullable }: NamedField,
  { values, source, hasUnknown, ended }: AnswerReading,
): Result<unknown> => {
  const parts = values.get(name)
  const isOptional = nullable || 'default' in field.options
  if (!parts) {
    if (isOptional && hasUnknown)
      return wrong('is missing, and the answer has an unknown field instead')
    if (isOptional && !ended) return wrong('is missing, and the answer has no end')
    return isOptional ? ok(absent(field, nullable)) : wrong('is missing')
  }
  if (parts.every((value) => value === null) && !nullable)
    return 'default' in field.options ? ok(defaultOf(field)) : wrong('must not be null')
  return agreed(
    parts.map((value) =>
      value === null && nullable ? ok(null) : parseValue(field, value, name, source),
    ),
  )
}

const absent = (field: NamedField['field'], nullable: boolean): unknown =>
  'default' in field.options || !nullable ? defaultOf(field) : null

/**
 * Throws if the provider reports that an answer is incomplete. An answer that was cut off still
 * counts if all outputs are complete, so that only text after them can be missing. What a filter
 * withheld is unknown.
 */
export const assertFinished = (response: LmResponse, isWhole: () => boolean): void => {
  const { finishReason, text, model } = response
  if (finishReason === 'content-filter') throw new LmContentFilterError(undefined, { model, text })
  if (finishReason === 'error')
    throw new LmServerError('The provider ended the answer with an error', { model, text })
  if (finishReason === 'length' && !isWhole())
    throw new LmOutputLimitError(undefined, { model, text })
}

type Values = Readonly<Record<string, unknown>>

/** An answer split into fields. */
export interface AnswerReading {
  /** Every value for each output, with repetitions: text, or a value from JSON or XML. */
  readonly values: ReadonlyMap<string, readonly Loose[]>
  readonly source: Source
  /**
   * Whether the answer has an unknown name: a missing output may have been written under that name.
   */
  readonly hasUnknown: boolean
  /** Whether the answer ends as requested. */
  readonly ended: boolean
  /** Whether all outputs are complete, even if the answer was cut off. */
  readonly whole: boolean
  /** Why the answer is rejected. */
  readonly problem?: string
}

/** The reading of an answer that cannot be used. */
export const unreadable = (problem: string): AnswerReading => ({
  values: new Map(),
  source: 'text',
  hasUnknown: false,
  ended: false,
  whole: false,
  problem,
})

/**
 * What is specific to an adapter. The order of messages, demos, casting and errors are the same for
 * all.
 */
export interface Layout {
  readonly name: string
  system(fields: SignatureFields): string
  inputs(fields: readonly NamedField[], values: Values): string
  /** The reminder at the end of the question. */
  request(fields: SignatureFields): string
  /** Fields without a value are marked as not supplied. */
  answer(fields: readonly NamedField[], values: Values): string
  read(text: string, fields: SignatureFields): AnswerReading
}

/**
 * An adapter of a layout. System message and demos are rendered once for each signature and list of
 * demos.
 */
export const adapterOf = (
  layout: Layout,
  rest: Pick<Adapter, 'fallback' | 'responseFormat' | 'read' | 'isWhole'> = {},
): Adapter => {
  const prefix = perObject((info: SignatureInfo) =>
    perObject((demos: readonly Demo[]) =>
      Object.freeze(prefixMessages(layout, namedFieldsOf(info), demos)),
    ),
  )
  return Object.freeze({
    name: layout.name,
    format: ({ signature, demos, input, problem }: FormatRequest) => [
      ...prefix(signature)(demos),
      question(layout, namedFieldsOf(signature), input, problem),
    ],
    formatAnswer: (signature: SignatureInfo, output: Values) =>
      answer(layout, namedFieldsOf(signature).outputs, output),
    parse: (signature: SignatureInfo, response: LmResponse) => {
      const fields = namedFieldsOf(signature)
      const reading = readingOf(layout, response, fields)
      assertFinished(response, () => reading.whole && reading.problem === undefined)
      return readOutputs(layout.name, fields.outputs, response.text, reading)
    },
    isWhole: (signature: SignatureInfo, response: LmResponse) => {
      const { whole, problem } = readingOf(layout, response, namedFieldsOf(signature))
      return whole && problem === undefined
    },
    ...rest,
  })
}

/**
 * An answer without its end marker counts if the provider reports that the model stopped by itself.
 * With an unknown reason, it may be cut off.
 */
const readingOf = (
  layout: Layout,
  { text, finishReason }: LmResponse,
  fields: SignatureFields,
): AnswerReading => {
  if (!text.trim()) return unreadable('the model returned an empty response')
  const reading = layout.read(text, fields)
  const isOpen = finishReason === 'other' && !reading.ended && reading.problem === undefined
  return isOpen
    ? unreadable(
        'the answer has no end mark, and the provider does not say that it came to its end',
      )
    : reading
}

const prefixMessages = (
  layout: Layout,
  fields: SignatureFields,
  demos: readonly Demo[],
): LmMessage[] => [
  { role: 'system', content: layout.system(fields) },
  ...orderDemos(fields, demos).flatMap((demo) => demoMessages(layout, fields, demo)),
]

const join = (...parts: readonly string[]): string => parts.filter(Boolean).join('\n\n').trim()

const demoMessages = (
  layout: Layout,
  { inputs, outputs }: SignatureFields,
  { demo, complete }: OrderedDemo,
): LmMessage[] => [
  {
    role: 'user',
    content: join(
      complete ? '' : incompleteNotice,
      layout.inputs(presentFields(inputs, demo.input), demo.input),
    ),
  },
  { role: 'assistant', content: answer(layout, outputs, demo.output) },
]

const answer = (layout: Layout, outputs: readonly NamedField[], values: Values): string => {
  const supplied = presentFields(outputs, values)
  return layout.answer(
    outputs,
    Object.fromEntries(supplied.map(({ name }) => [name, values[name]])),
  )
}

const refusal = (problem: string | undefined): string =>
  problem === undefined ? '' : `An answer that was given before could not be read: ${problem}.`

const question = (
  layout: Layout,
  fields: SignatureFields,
  values: Values,
  problem: string | undefined,
): LmMessage => {
  const inputs = fields.inputs.filter(
    ({ name }) => Object.hasOwn(values, name) && values[name] !== undefined,
  )
  return {
    role: 'user',
    content: join(layout.inputs(inputs, values), layout.request(fields), refusal(problem)),
  }
}
