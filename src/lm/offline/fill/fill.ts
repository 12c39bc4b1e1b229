import type { Task, TaskField } from '../task.ts'
import type { Variation } from '../variation.ts'
import { fillBoolean } from './boolean.ts'
import { fillChoice } from './choice.ts'
import { fillDate } from './date.ts'
import { fillList } from './list.ts'
import { fillNumber } from './number.ts'
import { fillObject } from './object.ts'
import { heed } from './heed.ts'
import { CONFIDENCE, REASONING, explain } from './reasoning.ts'
import type { FillRequest, Filled } from './request.ts'
import { statedValue } from './stated.ts'
import { fillText } from './text-field.ts'
import { actOf } from './act.ts'

/** By the procedure of the field's type. */
const byType = (request: FillRequest): Filled => {
  const { kind } = request.field
  switch (kind.type) {
    case 'choice':
      return fillChoice(request, kind.values ?? [])
    case 'boolean':
      return fillBoolean(request)
    case 'number':
    case 'integer':
      return fillNumber(request)
    case 'date':
    case 'datetime':
      return fillDate(request)
    case 'list':
      return fillList(request)
    case 'object':
      return fillObject(request)
    case 'string':
      return fillText(request)
  }
}

/**
 * Fills one field: where the task is to take fields out of a text word for word, what the text states under its name; else by the procedure of its type.
 * What comes out is within the limits that the prompt states.
 */
export const fillField = (request: FillRequest): Filled => heed(statedValue(request) ?? byType(request), request)

const isReasoning = (field: TaskField): boolean => field.kind.type === 'string' && REASONING.test(field.name)
const isConfidence = (field: TaskField): boolean => CONFIDENCE.test(field.name)

/** Fills every requested field: answers first, then confidences, then the reasoning that names their evidence. Returned in the order asked for. */
export const fill = (task: Task, variation: Variation): Record<string, unknown> => {
  const act = actOf(task, fillField)
  if (act) return act
  const filled = new Map<string, Filled>()
  const requestOf = (field: TaskField): FillRequest => ({ field, task, variation, filled, fillPart: fillField })
  const answers = task.outputs.filter((field) => !isReasoning(field))
  for (const field of [...answers.filter((answer) => !isConfidence(answer)), ...answers.filter(isConfidence)])
    filled.set(field.name, fillField(requestOf(field)))
  const reasoning = (field: TaskField) => heed({ value: explain(filled, task), confidence: 1 }, requestOf(field)).value
  return Object.fromEntries(task.outputs.map((field) => [field.name, isReasoning(field) ? reasoning(field) : filled.get(field.name)?.value]))
}
