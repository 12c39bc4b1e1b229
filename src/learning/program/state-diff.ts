import type { ModuleState } from '../../module/module.ts'
import { canonicalJson } from '../../text/canonical-json.ts'
import type { Json } from '../../type/type.ts'

/** One difference between two states: its path, the old value and the new one. */
export interface StateChange {
  /** `self.instructions`, `answer.demos`, `parameters.retrieve.k` */
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

const same = (left: unknown, right: unknown): boolean =>
  left === undefined || right === undefined
    ? left === right
    : canonicalJson(left) === canonicalJson(right)

const changesOf = (path: string, before: unknown, after: unknown): StateChange[] =>
  same(before, after)
    ? []
    : [{ path, before: before as Json | undefined, after: after as Json | undefined }]

/**
 * The items that only one of two lists has. If they contain the same items in another order or
 * number, both lists unchanged.
 */
const listChanges = (
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): StateChange[] => {
  if (same(before, after)) return []
  const removals = before
    .filter((item) => !after.some((other) => same(item, other)))
    .map((item) => ({ path, before: item as Json, after: undefined }))
  const added = after
    .filter((item) => !before.some((other) => same(item, other)))
    .map((item) => ({ path, before: undefined, after: item as Json }))
  return removals.length || added.length ? [...removals, ...added] : changesOf(path, before, after)
}

/**
 * The differences between two states of one program: demonstrations individually, everything else
 * by path. Empty only if nothing differs.
 */
export const stateChanges = (before: ModuleState, after: ModuleState): StateChange[] => {
  const paths = [...new Set([...Object.keys(before.predictors), ...Object.keys(after.predictors)])]
  const predictors = paths.flatMap((path) => {
    const [from, to] = [before.predictors[path], after.predictors[path]]
    return [
      ...changesOf(`${path}.instructions`, from?.instructions, to?.instructions),
      ...changesOf(`${path}.adapter`, from?.adapter, to?.adapter),
      ...changesOf(`${path}.settings`, from?.settings, to?.settings),
      ...listChanges(`${path}.demos`, from?.demos ?? [], to?.demos ?? []),
    ]
  })
  const names = [
    ...new Set([...Object.keys(before.parameters ?? {}), ...Object.keys(after.parameters ?? {})]),
  ]
  return [
    ...predictors,
    ...names.flatMap((name) =>
      changesOf(`parameters.${name}`, before.parameters?.[name], after.parameters?.[name]),
    ),
  ]
}

const shown = (value: Json, width: number): string => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ')
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}

/** The changes as lines to review: `~ path`, then `-` for the old and `+` for the new value. */
export const formatChanges = (
  changes: readonly StateChange[],
  { width = 120 }: { readonly width?: number } = {},
): string =>
  changes
    .map(({ path, before, after }) =>
      [
        `~ ${path}`,
        ...(before === undefined ? [] : [`  - ${shown(before, width)}`]),
        ...(after === undefined ? [] : [`  + ${shown(after, width)}`]),
      ].join('\n'),
    )
    .join('\n')
