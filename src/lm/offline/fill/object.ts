import { labelsOf } from '../text/labels.ts'
import { words } from '../text/words.ts'
import { type FillRequest, type Filled, contextOf } from './request.ts'

const MOST_ENTRIES = 50

/** What the input states under labels, by the labels as names: `Room: 4` is `room: '4'`. */
const freeObject = (request: FillRequest): Filled => {
  const labels = labelsOf(contextOf(request.task.query)).filter(({ signed, value }) => signed && value)
  const entries = labels
    .map(({ label, value }) => [words(label.toLowerCase()).join('_'), value] as const)
    .filter(([name]) => name !== '' && name !== '__proto__')
  const value = Object.fromEntries(entries.slice(0, MOST_ENTRIES))
  if (entries.length) return { value, evidence: 'what the input states under labels', confidence: 0.6 }
  return { value, absent: true, evidence: 'the input states nothing under labels', confidence: 0.1 }
}

/** Fills each property of an object as a field of its own; an object without known properties holds what the input states under labels. */
export const fillObject = (request: FillRequest): Filled => {
  const properties = request.field.kind.properties ?? []
  if (!properties.length) return freeObject(request)
  const filled = properties.map((property) => [property.name, request.fillPart({ ...request, field: property, task: { ...request.task, demos: [] } })] as const)
  const confidences = filled.map(([, item]) => item.confidence)
  return {
    value: Object.fromEntries(filled.map(([name, item]) => [name, item.value])),
    evidence: filled.find(([, item]) => item.evidence)?.[1].evidence ?? '',
    confidence: confidences.reduce((sum, value) => sum + value, 0) / confidences.length,
  }
}
