import type { FillRequest, Filled } from './request.ts'

/** Fills each property of an object as a field of its own; an object without known properties is empty. */
export const fillObject = (request: FillRequest): Filled => {
  const filled = (request.field.kind.properties ?? []).map(
    (property) => [property.name, request.fillPart({ ...request, field: property, task: { ...request.task, demos: [] } })] as const,
  )
  const confidences = filled.map(([, item]) => item.confidence)
  return {
    value: Object.fromEntries(filled.map(([name, item]) => [name, item.value])),
    evidence: filled.find(([, item]) => item.evidence)?.[1].evidence ?? '',
    confidence: confidences.length ? confidences.reduce((sum, value) => sum + value, 0) / confidences.length : 0.1,
  }
}
