import type { ActionInfo } from '../../action/contract/action-info.ts'
import { actionLimits } from '../../text/limits.ts'

/** What a caller may say about a result, in addition to the action's own input. */
export type Control = 'filter' | 'sort' | 'limit' | 'offset' | 'after' | 'before' | 'count' | 'load'

export interface PageLimits {
  readonly default: number
  readonly max: number
}

const narrowing = ['filter', 'sort', 'limit'] as const
const cursors = ['after', 'before', 'count'] as const

export const isListRead = ({ kind, get }: ActionInfo): boolean => kind === 'read' && !get
/** A read with a limit of its own (the ten nearest) has no next page. */
export const isPaginated = (action: ActionInfo): boolean =>
  isListRead(action) &&
  action.definition.pagination !== false &&
  action.definition.limit === undefined

/** How many results a call gets: the action's own limits, else 25, at most 250. */
export const pageLimits = ({
  definition: { pagination, limit, maxLimit },
}: ActionInfo): PageLimits => {
  const settings = pagination || {}
  const max = Math.min(
    settings.maxPageSize ?? actionLimits.pageSizeMax,
    limit === undefined
      ? (maxLimit ?? Number.POSITIVE_INFINITY)
      : Math.max(limit, maxLimit ?? limit),
  )
  return { max, default: Math.min(max, settings.defaultLimit ?? limit ?? actionLimits.pageSize) }
}

/** The controls of an action. An input of the same name takes a control's place. */
export const controlsOf = (
  action: ActionInfo,
  inputs: ReadonlySet<string>,
  { load }: { readonly load: boolean },
): Control[] => {
  const all: Control[] = [
    ...(isListRead(action) ? narrowing : []),
    ...(isListRead(action) && action.definition.limit === undefined ? (['offset'] as const) : []),
    ...(isPaginated(action) ? cursors : []),
    ...(load && action.kind !== 'action' ? (['load'] as const) : []),
  ]
  return all.filter((control) => !inputs.has(control))
}
