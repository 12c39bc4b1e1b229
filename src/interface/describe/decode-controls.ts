import type { FilterInput, SortInput } from '../../action/contract/action.ts'
import type { AshlarError } from '../../error/ashlar-error.ts'
import { groupErrors, toErrors } from '../../error/error-group.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { shown } from '../../text/shown.ts'
import { type Control, isListRead } from './controls.ts'
import type { ActionDescription } from './describe-action.ts'
import { decodeLoad, type LoadRequest } from './load-request.ts'
import type { AppLimits } from '../../text/limits.ts'
import { isJsonObject } from '../../text/objects.ts'

/** What a caller said about a result, checked. */
export interface DecodedOptions {
  readonly filterInput?: FilterInput
  readonly sortInput?: SortInput
  readonly limit?: number
  readonly offset?: number
  readonly after?: string
  readonly before?: string
  readonly count?: boolean
  readonly load?: LoadRequest
}

const invalid = (field: Control, message: string) =>
  new InvalidArgumentError({ field, rule: 'control', message })

const whole = (
  field: 'limit' | 'offset',
  value: unknown,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number => {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw invalid(
      field,
      `must be a whole number of at least ${least}${most < Number.MAX_SAFE_INTEGER ? ` and at most ${most}` : ''}, got ${shown(value)}`,
    )
  }
  return value as number
}
const cursor = (field: 'after' | 'before', value: unknown, most: number): string => {
  if (typeof value !== 'string' || value.length > most)
    throw invalid(field, 'must be a cursor from an earlier page')
  return value
}
const sort = (value: unknown): SortInput => {
  if (!Array.isArray(value) || !value.every((key) => typeof key === 'string'))
    throw invalid('sort', 'must be a list of names such as ["title", "-createdAt"]')
  return value
}

const decodeControl = (
  control: Exclude<Control, 'load'>,
  value: unknown,
  { page }: ActionDescription,
  limits: AppLimits,
): DecodedOptions => {
  switch (control) {
    case 'filter':
      if (!isJsonObject(value))
        throw invalid('filter', `must be a JSON object, got ${shown(value)}`)
      return { filterInput: value as FilterInput }
    case 'sort':
      return { sortInput: sort(value) }
    case 'limit':
      return { limit: whole('limit', value, 1, page.max) }
    case 'offset':
      return { offset: whole('offset', value, 0) }
    case 'after':
    case 'before':
      return { [control]: cursor(control, value, limits.cursorCharacters) }
    case 'count':
      if (typeof value !== 'boolean') throw invalid('count', 'must be true or false')
      return { count: value }
  }
}

const together = ({ after, before, offset }: DecodedOptions): AshlarError[] => [
  ...(after !== undefined && before !== undefined
    ? [
        invalid(
          'before',
          'cannot be given with `after`. Pass either `after` or `before`, not both.',
        ),
      ]
    : []),
  ...((after !== undefined || before !== undefined) && offset
    ? [invalid('offset', 'cannot be given with a cursor. Pass a cursor or an offset, not both.')]
    : []),
]

/** How many records a load is for: those of a page, or one. */
const parentsOf = ({ action, page }: ActionDescription, { limit }: DecodedOptions): number =>
  isListRead(action) ? (limit ?? page.default) : 1

/** The controls among an input. A null counts as left out. Throws everything that is wrong. */
export const decodeControls = (
  description: ActionDescription,
  input: Readonly<Record<string, unknown>>,
  limits: AppLimits,
): DecodedOptions => {
  const errors: AshlarError[] = []
  const options: DecodedOptions = {}
  for (const control of description.controls) {
    const value = Object.hasOwn(input, control) ? input[control] : undefined
    if (value === undefined || value === null) continue
    try {
      const decoded =
        control === 'load'
          ? {
              load: decodeLoad(
                description.action.resource,
                value,
                parentsOf(description, options),
                limits,
              ),
            }
          : decodeControl(control, value, description, limits)
      Object.assign(options, decoded)
    } catch (error) {
      errors.push(...toErrors(error))
    }
  }
  errors.push(...together(options))
  if (errors.length) throw groupErrors(errors)
  return options
}
