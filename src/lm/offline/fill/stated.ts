import { safeParse } from '../prompt/kind.ts'
import { readPlain } from '../prompt/plain-layout.ts'
import { type FillRequest, type Filled, mainInput } from './request.ts'

const asValue = (text: string, request: FillRequest): unknown => {
  if (request.field.kind.type === 'string' || request.field.kind.type === 'choice') return text
  const parsed = safeParse(text)
  return parsed === undefined ? text : parsed
}

/** For a task that says «verbatim»: the value that the input states as `name: value`, where it does. */
export const statedValue = (request: FillRequest): Filled | undefined => {
  if (!/\bverbatim\b|word for word/i.test(request.task.instructions)) return undefined
  const names = request.task.outputs.map((field) => field.name)
  const [record] = readPlain(mainInput(request.task.query), names)
  const text = record?.[request.field.name]
  return text === undefined ? undefined : { value: asValue(text, request), evidence: text, confidence: 0.95 }
}
