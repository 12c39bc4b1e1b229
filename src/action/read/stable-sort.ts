import { refNode, type SortNode } from '../../expression/node.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { sortNode } from '../../resource/sort-nodes.ts'

/**
 * The sort with the primary key as the last word, so that equal records keep their order from page
 * to page.
 */
export const stable = (
  { primaryKey }: ResourceInfo,
  sort: readonly SortNode[],
): readonly SortNode[] => {
  const names = new Set(
    sort.flatMap(({ by }) => (by.kind === 'ref' && by.path.length === 0 ? [by.name] : [])),
  )
  const missing = primaryKey.filter((name) => !names.has(name))
  return missing.length ? [...sort, ...missing.map((name) => sortNode(refNode([], name)))] : sort
}
