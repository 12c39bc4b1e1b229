import { memory } from '../../src/data-layer/memory/memory.ts'
import { compareOne, type Difference } from './compare.ts'

type Path = readonly (string | number)[]
type Tree = Readonly<Record<string, unknown>> | readonly unknown[]

const at = (tree: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], tree)
const changed = (
  tree: unknown,
  [key, ...rest]: Path,
  change: (container: unknown, key: string | number) => unknown,
): unknown => {
  if (key === undefined) return tree
  if (rest.length === 0) return change(tree, key)
  const value = changed((tree as Record<string | number, unknown>)[key], rest, change)
  return Array.isArray(tree)
    ? tree.map((one: unknown, i) => (i === key ? value : one))
    : { ...(tree as object), [key]: value }
}
const removed = (tree: unknown, path: Path): unknown =>
  changed(tree, path, (container, key) => {
    if (Array.isArray(container)) return container.filter((_, i) => i !== key)
    const { [key]: _, ...rest } = container as Record<string | number, unknown>
    return rest
  })
const replaced = (tree: unknown, path: Path, value: unknown): unknown =>
  changed(tree, path, (container, key) =>
    Array.isArray(container)
      ? container.map((one: unknown, i) => (i === key ? value : one))
      : { ...(container as object), [key]: value },
  )

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null
const isFormula = (value: unknown): boolean => isTree(value) && 'is' in value
/** Every place in a tree, whatever holds most first. */
const places = (tree: unknown): Path[] =>
  within(tree, [])
    .toSorted((left, right) => right.size - left.size)
    .map(({ path }) => path)
const within = (tree: unknown, path: Path): { readonly path: Path; readonly size: number }[] => {
  if (!isTree(tree)) return []
  const entries: [string | number, unknown][] = Array.isArray(tree)
    ? tree.map((value, i) => [i, value])
    : Object.entries(tree)
  return entries.flatMap(([key, value]) => [
    { path: [...path, key], size: JSON.stringify(value)?.length ?? 0 },
    ...within(value, [...path, key]),
  ])
}

const optional = new Set([
  'where',
  'filter',
  'base',
  'prepared',
  'policies',
  'sets',
  'load',
  'filterInput',
  'sortInput',
  'sort',
  'add',
  'edit',
  'remove',
  'put',
])
/** Smaller ones at a place: without what stands there, or with a part of it in its place. */
const smaller = (difference: Difference, path: Path): Difference[] => {
  const root = { world: difference.world, request: difference.request } as unknown
  const key = path.at(-1)!
  const value = at(root, path)
  const put = (changes: unknown): Difference => ({ ...difference, ...(changes as object) })
  const operator =
    path.at(-2) === 'operands'
      ? (at(root, path.slice(0, -2)) as { readonly operator: string }).operator
      : 'and'
  const droppable =
    (typeof key === 'number' && (operator === 'and' || operator === 'or')) ||
    optional.has(String(key)) ||
    path.includes('filterInput')
  const without = droppable ? [put(removed(root, path))] : []
  if (!isFormula(value)) return without
  const { operands = [] } = value as { readonly operands?: readonly unknown[] }
  const plain =
    operator === 'and' || operator === 'or'
      ? [put(replaced(root, path, { is: 'value', value: true }))]
      : []
  return [
    ...without,
    ...plain,
    ...(plain.length ? operands : []).map((operand) => put(replaced(root, path, operand))),
  ]
}

/**
 * The smallest one found by leaving out parts as long as the same sort of thing still differs, in
 * memory.
 */
export const smallest = async (difference: Difference, patience = 1500): Promise<Difference> => {
  let [best, left] = [difference, patience]
  // A part that another one needs cannot be left out: the application then does not open.
  const still = async (candidate: Difference) => {
    const what = await compareOne(candidate, memory()).catch(() => undefined)
    return what && sortOf(what) === sortOf(difference.what) ? what : undefined
  }
  if (!(await still(difference))) return difference
  for (let before = ''; before !== JSON.stringify(best) && left > 0; ) {
    before = JSON.stringify(best)
    for (let i = 0; i < places(roots(best)).length && left > 0; ) {
      const candidates = smaller(best, places(roots(best))[i]!)
      let found: Difference | undefined
      for (const candidate of candidates) {
        left -= 1
        const what = await still(candidate)
        if (what) found ??= { ...candidate, what }
        if (found) break
      }
      if (found) best = found
      else i += 1
    }
  }
  return best
}
const roots = ({ world, request }: Difference) => ({ world, request })
/** What sort of difference it is, so that leaving out parts does not lead to another one. */
const sortOf = (what: string): string =>
  what
    .replaceAll(/[^a-z_ ]/g, '')
    .split(' ')
    .slice(0, 9)
    .join(' ')
