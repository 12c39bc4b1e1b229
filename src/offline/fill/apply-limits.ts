import type { Kind } from '../task.ts'
import { limitText } from './limit-text.ts'
import type { Filled, FillRequest } from './request.ts'

const DAYS: Readonly<Record<string, string>> = {
  date: '1970-01-01',
  datetime: '1970-01-01T00:00:00Z',
}

const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/i

const limitDay = (filled: Filled, type: 'date' | 'datetime'): Filled => {
  const text = String(filled.value)
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0]
  if (day === undefined || Number.isNaN(Date.parse(day)))
    return { ...filled, value: DAYS[type], confidence: 0 }
  if (type === 'date') return { ...filled, value: day }
  return {
    ...filled,
    value: ZONED.test(text) && !Number.isNaN(Date.parse(text)) ? text : `${day}T00:00:00Z`,
  }
}

const within = (
  value: number,
  { minimum, maximum, above, below, multipleOf, type }: Kind,
): number => {
  const step = multipleOf ?? (type === 'integer' ? 1 : 0)
  const room = above !== undefined && below !== undefined ? (below - above) / 2 : 1
  const least = Math.max(
    minimum ?? Number.NEGATIVE_INFINITY,
    above === undefined ? Number.NEGATIVE_INFINITY : above + (step || Math.min(1, room)),
  )
  const most = Math.min(
    maximum ?? Number.POSITIVE_INFINITY,
    below === undefined ? Number.POSITIVE_INFINITY : below - (step || Math.min(1, room)),
  )
  const outside = (above !== undefined && value <= above) || (below !== undefined && value >= below)
  const near =
    outside || value < (minimum ?? value) || value > (maximum ?? value)
      ? Math.min(most, Math.max(least, value))
      : value
  if (!step) return near
  const rounded = Math.round(near / step) * step
  if (rounded < least) return Math.ceil(least / step) * step
  return rounded > most ? Math.floor(most / step) * step : rounded
}

const limitNumber = (filled: Filled, kind: Kind): Filled => {
  const value = Number(filled.value)
  const safe = Number.isFinite(value)
    ? kind.type === 'integer'
      ? Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
      : value
    : 0
  return { ...filled, value: within(safe, kind) }
}

const itemRequest = (request: FillRequest, of: Kind): FillRequest => ({
  ...request,
  field: { ...request.field, kind: of },
})

/**
 * Further items where a list must hold more: the choices not taken yet, else what an item of that
 * kind is filled with, as often as needed.
 */
const further = (items: readonly unknown[], of: Kind, request: FillRequest): unknown[] => {
  const missing = (request.field.kind.minItems ?? 0) - items.length
  if (missing <= 0) return []
  const open = (of.values ?? []).filter((value) => !items.includes(value))
  const filler = request.fillPart(itemRequest(request, of)).value
  return Array.from({ length: missing }, (_, at) => open[at] ?? filler)
}

const limitList = (filled: Filled, request: FillRequest): Filled => {
  const {
    of = { type: 'string' },
    maxItems = Number.POSITIVE_INFINITY,
    uniqueItems,
  } = request.field.kind
  const items = (Array.isArray(filled.value) ? filled.value : []).map(
    (value) => applyLimits({ ...filled, value }, itemRequest(request, of)).value,
  )
  const present = of.nullable ? items : items.filter((item) => item !== null)
  const distinct = uniqueItems
    ? [...new Map(present.map((item) => [JSON.stringify(item), item])).values()]
    : present
  const head = distinct.slice(0, maxItems)
  return { ...filled, value: [...head, ...further(head, of, request)] }
}

/**
 * What a field was filled with, within the limits that the prompt states: null where the input
 * holds no value and null may be; else the nearest value that is legal. A number goes to the nearer
 * end of its range, a list is cut or filled up, a day that the input does not hold is the first of
 * 1970.
 */
export const applyLimits = (filled: Filled, request: FillRequest): Filled => {
  const { kind } = request.field
  const empty = filled.value === null || filled.value === undefined
  if (kind.nullable && (empty || filled.absent)) return { ...filled, value: null }
  switch (kind.type) {
    case 'number':
    case 'integer':
      return limitNumber(filled, kind)
    case 'string':
      return limitText(empty ? { ...filled, value: "I don't know." } : filled, request)
    case 'date':
    case 'datetime':
      return limitDay(filled, kind.type)
    case 'choice':
      return kind.values?.includes(String(filled.value))
        ? filled
        : { ...filled, value: kind.values?.[0] ?? null, confidence: 0 }
    case 'boolean':
      return { ...filled, value: filled.value === true }
    case 'list':
      return limitList(filled, request)
    case 'object':
      return filled
  }
}
